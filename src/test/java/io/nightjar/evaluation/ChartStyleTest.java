package io.nightjar.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Colours as people see them who have all kinds of cones, or lack one. */
final class ChartStyleTest {
  /**
   * What a display's light is to eyes, on linear RGB; a lacking kind of cone as in severity 1.0.
   *
   * @see <a href="https://doi.org/10.1109/TVCG.2009.113">Machado, Oliveira and Fernandes 2009,
   *     table 1</a>
   */
  enum Vision {
    TRICHROMAT(1, 0, 0, 0, 1, 0, 0, 0, 1),
    PROTANOPE(
        0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
        1.051998),
    DEUTERANOPE(
        0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    TRITANOPE(
        1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
        0.303900);

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final double[] matrix;

    Vision(double... matrix) {
      this.matrix = matrix;
    }

    /** CIE L*a*b* of what is seen, under D65. */
    double[] lab(Color color) {
      double[] seen = times(matrix, linear(color));
      double[] xyz = times(XYZ, seen);
      double x = root(xyz[0] / 0.95047);
      double y = root(xyz[1]);
      double z = root(xyz[2] / 1.08883);
      return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    /** Of CIE 1976: 2.3 is just noticeable. */
    double distance(Color one, Color other) {
      double[] a = lab(one);
      double[] b = lab(other);
      return Math.sqrt(IntStream.range(0, 3).mapToDouble(i -> Math.pow(a[i] - b[i], 2)).sum());
    }

    double least(List<Color> colors) {
      return colors.stream()
          .flatMapToDouble(
              one ->
                  colors.stream()
                      .filter(other -> !other.equals(one))
                      .mapToDouble(other -> distance(one, other)))
          .min()
          .orElseThrow();
    }
  }

  private static final double[] XYZ = {
    0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920,
    0.9503041
  };

  private static final List<Color> OKABE_ITO =
      Stream.of(0, 0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7)
          .map(Color::new)
          .toList();

  /** Seven times what is just noticeable, and as far as two of Okabe and Ito's eight. */
  private static final double APART = 16;

  @ParameterizedTest
  @EnumSource
  void tellsTenColoursApartFromEachOtherAndFromWhatIsAroundThem(Vision vision) {
    assertThat(ChartStyle.PALETTE).hasSize(10).contains(ChartStyle.REST);
    List<Color> all =
        Stream.concat(ChartStyle.PALETTE.stream(), Stream.of(ChartStyle.BLACK, ChartStyle.PAPER))
            .toList();

    assertThat(vision.least(all)).isGreaterThan(APART);
    assertThat(vision.least(ChartStyle.PALETTE)).isGreaterThan(APART + 0.2);
  }

  @Test
  void itsDistancesAreThoseOfKnownColours() {
    double least =
        Stream.of(Vision.values()).mapToDouble(v -> v.least(OKABE_ITO)).min().orElseThrow();
    assertThat(least).isBetween(APART, APART + 0.2);
    // Two of D3's ten, which most people see as orange and green.
    Color orange = new Color(0xFF7F0E);
    Color green = new Color(0x2CA02C);
    assertThat(Vision.TRICHROMAT.distance(orange, green)).isGreaterThan(60);
    assertThat(Vision.PROTANOPE.distance(orange, green)).isLessThan(6);
    assertThat(Vision.TRICHROMAT.lab(Color.RED)[0]).isBetween(53.2, 53.3);
  }

  private static double[] linear(Color color) {
    return IntStream.of(color.getRed(), color.getGreen(), color.getBlue())
        .mapToDouble(level -> level / 255.0)
        .map(level -> level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4))
        .toArray();
  }

  /** Clipped to what a display can show. */
  private static double[] times(double[] matrix, double[] vector) {
    return IntStream.range(0, 3)
        .mapToDouble(
            row -> IntStream.range(0, 3).mapToDouble(i -> matrix[3 * row + i] * vector[i]).sum())
        .map(value -> Math.max(0, Math.min(1.1, value)))
        .toArray();
  }

  private static double root(double ratio) {
    return ratio > 0.008856 ? Math.cbrt(ratio) : 7.787 * ratio + 16.0 / 116;
  }
}
