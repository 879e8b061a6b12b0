package io.nightjar.archive.container;

import io.nightjar.archive.ItemLimit;
import io.nightjar.archive.container.SequenceStep.Span;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection.Reason;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.io.compress.BlockDecompressorStream;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.snappy.SnappyDecompressor;
import org.xerial.snappy.Snappy;

/** Reads the names and images of a SequenceFile, a step at a time. */
final class SequenceRecords implements Closeable {
  private static final int LONGEST_KEY = 1 << 20;
  private static final int LARGEST_BLOCK = ItemLimit.BYTES + (64 << 20);
  private static final int LARGEST_INDEX = 64 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final FSDataInputStream in;
  private final CompressionCodec codec;
  private final Decompressor decompressor;
  private final int snappyBytes;

  private SequenceRecords(
      FSDataInputStream in, CompressionCodec codec, Decompressor decompressor, int snappyBytes) {
    this.in = in;
    this.codec = codec;
    this.decompressor = decompressor;
    this.snappyBytes = snappyBytes;
  }

  /** A record: its label, or null, and its image. */
  record Entry(String label, ImageContent content) {}

  static SequenceRecords open(FSDataInputStream in, SequenceHeader header, Configuration hadoop)
      throws ContainerException {
    if (header.codec().isEmpty()) {
      return new SequenceRecords(in, null, null, 0);
    }
    CompressionCodec codec = SequenceHeader.codec(header.codec(), hadoop);
    try {
      int snappyBytes =
          hadoop.getInt(
              CommonConfigurationKeys.IO_COMPRESSION_CODEC_SNAPPY_BUFFERSIZE_KEY,
              CommonConfigurationKeys.IO_COMPRESSION_CODEC_SNAPPY_BUFFERSIZE_DEFAULT);
      return new SequenceRecords(in, codec, CodecPool.getDecompressor(codec), snappyBytes);
    } catch (RuntimeException | LinkageError e) {
      throw new ContainerException(
          Reason.UNSUPPORTED_FORMAT,
          "%s does not work here: %s".formatted(header.codec(), e.getMessage()),
          e);
    }
  }

  /** Those of a step, in its order; they are read as they are asked for. */
  Iterator<Entry> of(SequenceStep step) throws IOException {
    if (step.byteLength() > LARGEST_BLOCK) {
      throw new ContainerException(
          Reason.TOO_LARGE,
          "%d bytes at once, the limit is %d".formatted(step.byteLength(), LARGEST_BLOCK));
    }
    return step.spans().size() == 2 ? record(step.spans()) : block(step);
  }

  private Iterator<Entry> record(List<Span> spans) throws IOException {
    String label = label(plain(spans.get(0)), spans.get(0).byteLength());
    long bytes = spans.get(1).byteLength() - (long) Integer.BYTES;
    boolean isTooLarge = codec == null && bytes > ItemLimit.BYTES; // then it is not even read
    return List.of(
            new Entry(
                label, isTooLarge ? ItemLimit.exceeded(bytes) : image(unpacked(spans.get(1)))))
        .iterator();
  }

  private Iterator<Entry> block(SequenceStep step) throws IOException {
    DataInputStream keyLengths = held(step.spans().get(0));
    DataInputStream keys = held(step.spans().get(1));
    DataInputStream values = unpacked(step.spans().get(3)); // which tell their lengths themselves
    return IntStream.range(0, step.records())
        .mapToObj(
            i -> {
              try {
                String label = label(keys, WritableUtils.readVLong(keyLengths));
                return new Entry(label, image(values));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .iterator();
  }

  /** As Text is written: its length, then its bytes. */
  private static String label(DataInputStream key, long byteLength) throws IOException {
    long length = byteLength > LONGEST_KEY ? byteLength : WritableUtils.readVLong(key);
    if (length < 0 || length > LONGEST_KEY) {
      throw new ContainerException(Reason.CORRUPT, "a name of %d bytes".formatted(length));
    }
    byte[] name = new byte[(int) length];
    key.readFully(name);
    return MemberName.of(name).label();
  }

  /** As a BytesWritable is written: its length, then its bytes. */
  private static ImageContent image(DataInputStream value) throws IOException {
    int length = value.readInt();
    if (length < 0) {
      throw new ContainerException(Reason.CORRUPT, "an image of %d bytes".formatted(length));
    }
    if (length > ItemLimit.BYTES) {
      throw new ContainerException(
          Reason.TOO_LARGE,
          "the image has %d bytes, the limit is %d".formatted(length, ItemLimit.BYTES));
    }
    byte[] bytes = value.readNBytes(length); // takes memory only for what comes
    if (bytes.length < length) {
      throw new ContainerException(
          Reason.TRUNCATED, "%d bytes of its %d".formatted(bytes.length, length));
    }
    return new EncodedImage(bytes);
  }

  private DataInputStream plain(Span span) throws IOException {
    in.seek(span.at());
    byte[] bytes = in.readNBytes(span.byteLength());
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** What a span unpacks to, all of it: one decompressor serves all spans, one after the other. */
  private DataInputStream held(Span span) throws IOException {
    byte[] bytes = unpacked(span).readNBytes(LARGEST_INDEX + 1);
    if (bytes.length > LARGEST_INDEX) {
      throw new ContainerException(
          Reason.TOO_LARGE, "a block with more than %d bytes of names".formatted(LARGEST_INDEX));
    }
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private DataInputStream unpacked(Span span) throws IOException {
    DataInputStream packed = plain(span);
    if (codec == null) {
      return packed;
    }
    if (decompressor != null) {
      decompressor.reset();
    }
    InputStream unpacked = codec.createInputStream(packed, decompressor);
    if (unpacked instanceof BlockDecompressorStream) {
      unpacked = new HonestBlocks(packed, decompressor, snappyBytes);
    }
    // Hadoop's bzip2 errs where one reads into the middle of an array; a buffer never does.
    InputStream buffered = new BufferedInputStream(unpacked, BUFFER_BYTES);
    return new DataInputStream(
        new BoundedStream(buffered, Expansion.mostInMemory(span.byteLength())));
  }

  @Override
  public void close() {
    CodecPool.returnDecompressor(decompressor);
  }

  /**
   * Hadoop's own takes memory for whatever length stands before what is compressed; and its Snappy
   * writes what comes of it into a buffer without a look at how much that is.
   */
  private static final class HonestBlocks extends BlockDecompressorStream {
    private final DataInputStream packed;
    private final int snappyBytes;

    HonestBlocks(DataInputStream packed, Decompressor decompressor, int snappyBytes)
        throws IOException {
      super(packed, decompressor, BUFFER_BYTES);
      this.packed = packed;
      this.snappyBytes = snappyBytes;
    }

    @Override
    protected int getCompressedData() throws IOException {
      int length = packed.readInt();
      if (length < 0 || length > packed.available()) {
        throw new ContainerException(
            Reason.CORRUPT, "%d compressed bytes where fewer are".formatted(length));
      }
      buffer = length > buffer.length ? new byte[length] : buffer;
      packed.readFully(buffer, 0, length);
      if (decompressor instanceof SnappyDecompressor
          && Snappy.uncompressedLength(buffer, 0, length) > snappyBytes) {
        throw new ContainerException(Reason.CORRUPT, "a Snappy chunk larger than any buffer");
      }
      return length;
    }
  }
}
