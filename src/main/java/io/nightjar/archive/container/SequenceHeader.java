package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * The head of a SequenceFile. Read by ourselves: Hadoop's reader loads whatever classes the file
 * names, and takes memory for whatever lengths it says.
 *
 * @param codec the class name of what compresses records or blocks; empty where nothing does
 * @param inBlocks whether records are gathered before they are compressed
 * @param sync 16 bytes that stand between records, now and then, and before each block
 * @param byteLength of the header
 * @see <a
 *     href="https://hadoop.apache.org/docs/stable/api/org/apache/hadoop/io/SequenceFile.html">Hadoop's
 *     SequenceFile, formats</a>
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record SequenceHeader(String codec, boolean inBlocks, byte[] sync, long byteLength)
    implements Serializable {
  static final int SYNC_BYTES = 16;

  /** Since this one there are blocks; the one after it has the codec, the next metadata. */
  private static final int FIRST_VERSION = 4;

  private static final int LAST_VERSION = 6;
  private static final int LONGEST_NAME = 1_000;
  private static final int MOST_METADATA = 1_000;
  private static final int LONGEST_METADATA = 1 << 20;
  private static final String DEFAULT_CODEC = "org.apache.hadoop.io.compress.DefaultCodec";

  /**
   * Reads one from the beginning of a file.
   *
   * @param hadoop knows the codecs that there are
   */
  static SequenceHeader read(FSDataInputStream in, Configuration hadoop) throws IOException {
    byte[] magic = in.readNBytes(FIRST_VERSION);
    if (magic.length < FIRST_VERSION
        || !new String(magic, 0, 3, StandardCharsets.ISO_8859_1).equals("SEQ")) {
      throw unsupported("it does not begin like a SequenceFile");
    }
    int version = magic[3];
    if (version < FIRST_VERSION || version > LAST_VERSION) {
      throw unsupported("a SequenceFile of version " + version);
    }
    requireClasses(name(in), name(in));
    boolean compressed = in.readBoolean();
    boolean inBlocks = in.readBoolean();
    String codec = "";
    if (compressed) {
      codec = version == FIRST_VERSION ? DEFAULT_CODEC : name(in);
      requireCodec(codec, hadoop);
    }
    if (version == LAST_VERSION) {
      passMetadata(in);
    }
    byte[] sync = new byte[SYNC_BYTES];
    in.readFully(sync);
    return new SequenceHeader(codec, inBlocks, sync, in.getPos());
  }

  private static void requireClasses(String key, String value) throws ContainerException {
    if (!key.equals(Text.class.getName()) || !value.equals(BytesWritable.class.getName())) {
      throw unsupported(
          "it holds %s and %s (expected Text and BytesWritable)".formatted(key, value));
    }
  }

  private static void requireCodec(String codec, Configuration hadoop) throws ContainerException {
    codec(codec, hadoop);
  }

  /**
   * One of the codecs that Hadoop's configuration lists.
   *
   * @throws ContainerException when there is none of that name
   */
  static CompressionCodec codec(String name, Configuration hadoop) throws ContainerException {
    CompressionCodec codec;
    try {
      codec = new CompressionCodecFactory(hadoop).getCodecByClassName(name);
    } catch (IllegalArgumentException e) { // one of those listed is not there
      throw unsupported("compressed by %s: %s".formatted(name, e.getMessage()));
    }
    if (codec == null) {
      throw unsupported("compressed by %s, which is not there".formatted(name));
    }
    return codec;
  }

  private static void passMetadata(DataInputStream in) throws IOException {
    int entries = in.readInt();
    if (entries < 0 || entries > MOST_METADATA) {
      throw new ContainerException(
          Reason.CORRUPT, "its header says %d entries of metadata".formatted(entries));
    }
    for (int text = 0; text < 2 * entries; text++) {
      in.skipNBytes(length(in, LONGEST_METADATA));
    }
  }

  private static String name(DataInputStream in) throws IOException {
    byte[] name = new byte[length(in, LONGEST_NAME)];
    in.readFully(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private static int length(DataInputStream in, int most) throws IOException {
    long length = WritableUtils.readVLong(in);
    if (length < 0 || length > most) {
      throw new ContainerException(
          Reason.CORRUPT, "its header says a text of %d bytes".formatted(length));
    }
    return (int) length;
  }

  private static ContainerException unsupported(String detail) {
    return new ContainerException(Reason.UNSUPPORTED_FORMAT, detail);
  }
}
