package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Another's codecs, for pages that say what they may expand to: memory is taken for that before
 * anything is unpacked.
 */
record BoundedCodecs(CompressionCodecFactory codecs) implements CompressionCodecFactory {
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    return codecs.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Bounded(codec, codecs.getDecompressor(codec));
  }

  @Override
  public void release() {
    codecs.release();
  }

  private record Bounded(CompressionCodecName codec, BytesInputDecompressor decompressor)
      implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int byteLength) throws IOException {
      require(page.size(), byteLength);
      requireOwnLength(page, byteLength);
      return decompressor.decompress(page, byteLength);
    }

    @Override
    public void decompress(ByteBuffer page, int compressed, ByteBuffer target, int byteLength)
        throws IOException {
      require(compressed, byteLength);
      decompressor.decompress(page, compressed, target, byteLength);
    }

    @Override
    public void release() {
      decompressor.release();
    }

    /** Snappy and LZ4 say themselves what they unpack to or from, and are believed too. */
    private void requireOwnLength(BytesInput page, int byteLength) throws IOException {
      long said = byteLength;
      long most = byteLength;
      try (DataInputStream in = new DataInputStream(page.toInputStream())) {
        if (codec == CompressionCodecName.SNAPPY) {
          said = varint(in);
        } else if (codec == CompressionCodecName.LZ4 && page.size() > 2 * Integer.BYTES) {
          in.readInt();
          said = Integer.toUnsignedLong(in.readInt());
          most = page.size();
        }
      }
      if (said > most) {
        throw new ContainerException(
            Reason.CORRUPT, "a page that says %d bytes of its %d".formatted(said, most));
      }
    }

    private static long varint(DataInputStream in) throws IOException {
      long value = 0;
      int octet = 0x80;
      for (int shift = 0; shift < Integer.SIZE && (octet & 0x80) != 0; shift += 7) {
        octet = in.read();
        value |= (long) (octet & 0x7F) << shift;
      }
      return value;
    }

    private static void require(long compressed, int byteLength) throws ContainerException {
      if (byteLength < 0 || byteLength > Expansion.mostInMemory(compressed)) {
        throw new ContainerException(
            Reason.CORRUPT,
            "a page of %d bytes says that it expands to %d".formatted(compressed, byteLength));
      }
    }
  }
}
