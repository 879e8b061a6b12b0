package io.nightjar.image;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The colour that is seen through transparent pixels, and around an image that does not fill the
 * network's frame.
 *
 * @param name as in a bundle: {@code #rrggbb} in lower case
 */
public record Background(String name) implements Serializable {
  public static final Background BLACK = new Background("#000000");

  private static final Map<String, String> NAMED = Map.of("black", "#000000", "white", "#ffffff");

  public Background {
    if (!name.matches("#[0-9a-f]{6}")) {
      throw new IllegalArgumentException(
          "background: %s (expected black, white or #rrggbb)".formatted(name));
    }
  }

  /**
   * Reads it as people write it.
   *
   * @param text {@code black}, {@code white} or {@code #rrggbb} in either case
   */
  public static Background of(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    return new Background(NAMED.getOrDefault(lower, lower));
  }

  /** 0 to 255. */
  int red() {
    return value(1);
  }

  /** 0 to 255. */
  int green() {
    return value(3);
  }

  /** 0 to 255. */
  int blue() {
    return value(5);
  }

  /** The colour as a level of grey, as decoding turns colour into grey. */
  int grey() {
    return (int) Math.round(0.299 * red() + 0.587 * green() + 0.114 * blue());
  }

  /**
   * Lays a row of pixels over this colour.
   *
   * @param bgra uint8, blue, green, red and opacity of each pixel
   * @param opacity whether the colours have been multiplied by it already
   * @param bgr uint8, takes blue, green and red of each pixel
   */
  void under(byte[] bgra, Opacity opacity, byte[] bgr) {
    int[] colour = {blue(), green(), red()};
    for (int from = 0, to = 0; from < bgra.length; from += 4, to += 3) {
      int alpha = bgra[from + 3] & 0xFF;
      for (int channel = 0; channel < 3; channel++) {
        int value = bgra[from + channel] & 0xFF;
        int above = opacity == Opacity.MULTIPLIED ? value * 255 : value * alpha;
        int sum = above + colour[channel] * (255 - alpha);
        bgr[to + channel] = (byte) Math.min(255, (sum + 127) / 255);
      }
    }
  }

  private int value(int at) {
    return HexFormat.fromHexDigits(name, at, at + 2);
  }

  /** What a file's colours are beside their opacity. */
  enum Opacity {
    APART,
    MULTIPLIED
  }
}
