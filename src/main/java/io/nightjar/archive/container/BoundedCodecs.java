package io.nightjar.archive.container;

import io.nightjar.image.Rejection.Reason;
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
    return new Bounded(codecs.getDecompressor(codec));
  }

  @Override
  public void release() {
    codecs.release();
  }

  private record Bounded(BytesInputDecompressor decompressor) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int byteLength) throws IOException {
      require(page.size(), byteLength);
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

    private static void require(long compressed, int byteLength) throws ContainerException {
      if (byteLength < 0 || byteLength > Expansion.mostInMemory(compressed)) {
        throw new ContainerException(
            Reason.CORRUPT,
            "a page of %d bytes says that it expands to %d".formatted(compressed, byteLength));
      }
    }
  }
}
