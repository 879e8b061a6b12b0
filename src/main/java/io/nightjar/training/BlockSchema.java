package io.nightjar.training;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.nightjar.image.ImageShape;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * The columns of a store's files; {@code data-schemas/training-store.schema.json} promises them.
 */
final class BlockSchema {
  static final String ORDER_HASH = "order_hash";
  static final String CONTENT_SHA256 = "content_sha256";
  static final String PIXELS = "pixels";
  static final int SHA256_BYTES = 32;

  private BlockSchema() {}

  static MessageType of(ImageShape shape) {
    return Types.buildMessage()
        .required(INT64)
        .named(ORDER_HASH)
        .required(FIXED_LEN_BYTE_ARRAY)
        .length(SHA256_BYTES)
        .named(CONTENT_SHA256)
        .required(FIXED_LEN_BYTE_ARRAY)
        .length(shape.size())
        .named(PIXELS)
        .named("training_image");
  }

  /** What training reads: no more than the pixels. */
  static MessageType pixels(int imageSize) {
    return Types.buildMessage()
        .required(FIXED_LEN_BYTE_ARRAY)
        .length(imageSize)
        .named(PIXELS)
        .named("training_image");
  }

  static ColumnDescriptor column(MessageType schema, String name) {
    return schema.getColumnDescription(new String[] {name});
  }
}
