package io.nightjar.archive.container;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The columns of one file that are read: bytes, or a struct with bytes in it as Hugging Face's
 * {@code image: struct<bytes, path>}; and a label of text or a number.
 *
 * @param image the column's name
 * @param inStruct whether the bytes are its field {@value #BYTES}
 * @param label the column's name, or empty
 * @param classes what the label's numbers are called, or empty
 */
record ParquetColumns(String image, boolean inStruct, String label, List<String> classes)
    implements Serializable {
  static final String BYTES = "bytes";

  private static final List<String> IMAGE_NAMES =
      List.of("image", "img", "bytes", "jpg", "jpeg", "png", "content");
  private static final List<String> LABEL_NAMES = List.of("label", "class", "cls", "category");

  /**
   * Finds the columns of images and labels.
   *
   * @throws InvalidInputException when a configured one is not there
   * @throws ContainerException when none of them can hold images, or no one knows which
   */
  static ParquetColumns of(FileMetaData file, ImageColumns wanted, SourceFile source)
      throws ContainerException {
    MessageType schema = file.getSchema();
    String image = image(schema, wanted.image(), source);
    String label = label(schema, wanted.label(), source);
    List<String> classes =
        label.isEmpty() || isText(schema.getType(label))
            ? List.of()
            : ClassNames.of(file.getKeyValueMetaData(), label);
    return new ParquetColumns(image, !schema.getType(image).isPrimitive(), label, classes);
  }

  /** Whether one of a file's columns can hold images. */
  static boolean holdImages(MessageType schema) {
    return schema.getFields().stream().anyMatch(ParquetColumns::holdsImages);
  }

  boolean areRead(ColumnPath column) {
    ColumnPath images = inStruct ? ColumnPath.get(image, BYTES) : ColumnPath.get(image);
    return column.equals(images) || column.equals(ColumnPath.get(label));
  }

  /** The file's schema without what is not read. */
  MessageType projection(MessageType schema) {
    List<Type> fields = new ArrayList<>();
    Type column = schema.getType(image);
    fields.add(
        inStruct
            ? column.asGroupType().withNewFields(column.asGroupType().getType(BYTES))
            : column);
    if (!label.isEmpty()) {
      fields.add(schema.getType(label));
    }
    return new MessageType(schema.getName(), fields);
  }

  private static String image(MessageType schema, String wanted, SourceFile source)
      throws ContainerException {
    List<String> found =
        schema.getFields().stream().filter(ParquetColumns::holdsImages).map(Type::getName).toList();
    if (!wanted.isEmpty()) {
      if (!found.contains(wanted)) {
        throw wrong("archive.image-column", wanted, "columns of bytes", found, source);
      }
      return wanted;
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    return IMAGE_NAMES.stream()
        .filter(found::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new ContainerException(
                    Reason.UNSUPPORTED_FORMAT,
                    found.isEmpty()
                        ? "none of its columns holds bytes: " + names(schema)
                        : "set archive.image-column to one of " + String.join(", ", found)));
  }

  private static String label(MessageType schema, String wanted, SourceFile source) {
    List<String> found =
        schema.getFields().stream().filter(ParquetColumns::isLabel).map(Type::getName).toList();
    if (!wanted.isEmpty() && !found.contains(wanted)) {
      throw wrong("archive.label-column", wanted, "columns of text or numbers", found, source);
    }
    return wanted.isEmpty()
        ? LABEL_NAMES.stream().filter(found::contains).findFirst().orElse("")
        : wanted;
  }

  private static InvalidInputException wrong(
      String key, String wanted, String kind, List<String> found, SourceFile source) {
    return new InvalidInputException(
        "%s: %s is not among the %s of %s: %s"
            .formatted(key, wanted, kind, source.uri(), String.join(", ", found)));
  }

  private static boolean holdsImages(Type column) {
    if (column.isPrimitive()) {
      return isBytes(column);
    }
    GroupType struct = column.asGroupType();
    return !struct.isRepetition(Repetition.REPEATED)
        && struct.containsField(BYTES)
        && isBytes(struct.getType(BYTES));
  }

  private static boolean isBytes(Type column) {
    return isBinary(column) && column.getLogicalTypeAnnotation() == null;
  }

  private static boolean isLabel(Type column) {
    return column.isPrimitive()
        && !column.isRepetition(Repetition.REPEATED)
        && (isText(column)
            || column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32
            || column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64);
  }

  private static boolean isText(Type column) {
    LogicalTypeAnnotation kind = column.getLogicalTypeAnnotation();
    return isBinary(column)
        && (kind instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
            || kind instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation);
  }

  private static boolean isBinary(Type column) {
    return column.isPrimitive()
        && !column.isRepetition(Repetition.REPEATED)
        && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  private static String names(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).collect(Collectors.joining(", "));
  }
}
