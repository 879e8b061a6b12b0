package io.nightjar.training;

import io.nightjar.image.ContentHash;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/** SHA-256 of a block's pixels, in hex. */
final class HashBlock implements Function<PixelBlock, String> {
  private static final long serialVersionUID = 1L;

  /** SHA-256 of all pixels in the global order and of how they are cut into blocks, in hex. */
  static String of(PixelBlocks blocks) {
    List<String> hashes = blocks.rdd().map(new HashBlock()).collect();
    return ContentHash.of(HexFormat.of().parseHex(String.join("", hashes))).hex();
  }

  @Override
  public String call(PixelBlock block) {
    return ContentHash.of(block.pixels()).hex();
  }
}
