package io.nightjar.evaluation;

import static io.nightjar.evaluation.FittedGaussianTest.cloud;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LatentChartTest {
  private static final Color RED = new Color(0xFF0000);
  private static final Color BLUE = new Color(0x0000FF);

  @Test
  void givesAUnitTheSameLengthToTheRightAsUpwards() {
    PlanePoints points = new PlanePoints(new double[] {-9, 1, -9, 1}, new double[] {0, 0, 10, 10});

    for (String name : List.of("a", "a rather long name that takes its place in the legend")) {
      Extent extent = extent(chart(points, name, new int[] {0, 1, 2, 3}).draw(), RED);

      assertThat(extent.width()).isGreaterThan(500).isCloseTo(extent.height(), within(3));
    }
  }

  @Test
  void drawsEachPointInItsGroupsColourWhereItBelongs() {
    PlanePoints points = new PlanePoints(new double[] {-1, 1, 1}, new double[] {-1, 1, -1});
    LatentChart chart =
        new LatentChart(
            "",
            "",
            LatentPlane.of(cloud(2, null, 0, 0)),
            points,
            List.of(
                new LabelGroups.Group("one", RED, new int[] {0}),
                new LabelGroups.Group("two", BLUE, new int[] {1})),
            SquareFrame.around(points),
            List.of());

    Extent red = extent(inner(chart.draw()), RED);
    Extent blue = extent(inner(chart.draw()), BLUE);
    assertThat(red.right()).isLessThan(blue.left());
    assertThat(red.top()).isGreaterThan(blue.bottom());
  }

  @Test
  void aLabelMayBeAnothersName() {
    PlanePoints points = new PlanePoints(new double[] {-1, 1}, new double[] {-1, 1});

    assertThat(extent(chart(points, "corners", new int[] {0, 1}).draw(), RED).width()).isPositive();
  }

  /** Without the legend, which has the colours too. */
  private static BufferedImage inner(BufferedImage image) {
    return image.getSubimage(0, 0, 690, image.getHeight());
  }

  @Test
  void looksAlongTheUnitsOrTheLatentsPrincipalComponents() {
    LatentPlane two = LatentPlane.of(cloud(2, null, 1, 2, 3, 5));
    assertThat(two.horizontalName()).isEqualTo("u0");
    assertThat(two.points(cloud(2, null, 1, 2, 3, 5)).y()).containsExactly(2, 5);

    // All along (0, 3, 4) but for a little along (1, 0, 0).
    LatentCloud cloud = cloud(3, null, 0.1f, 3, 4, -0.1f, 3, 4, 0.1f, -3, -4, -0.1f, -3, -4);
    LatentPlane plane = LatentPlane.of(cloud);
    assertThat(plane.horizontal()).containsExactly(new double[] {0, 0.6, 0.8}, within(1e-6));
    assertThat(plane.vertical()).containsExactly(new double[] {1, 0, 0}, within(1e-6));
    assertThat(plane.points(cloud).x()).containsExactly(new double[] {5, 5, -5, -5}, within(1e-5));
    assertThat(plane.horizontalName()).contains("100% of the variance");

    assertThat(LatentPlane.of(cloud(1, null, 4, 5)).points(cloud(1, null, 4, 5)))
        .satisfies(line -> assertThat(line.x()).containsExactly(4, 5))
        .satisfies(line -> assertThat(line.y()).containsExactly(0, 0));
  }

  @Test
  void givesTenLabelsAColourEach() {
    List<String> labels = IntStream.range(0, 11).map(i -> i % 10).mapToObj(i -> "" + i).toList();

    List<LabelGroups.Group> groups = LabelGroups.of(labels);

    assertThat(groups).hasSize(10);
    assertThat(groups).extracting(LabelGroups.Group::color).isEqualTo(ChartStyle.PALETTE);
    assertThat(groups.get(0).images()).containsExactly(0, 10);
  }

  @Test
  void keepsTheMostFrequentLabelsAndPutsTheRestTogether() {
    // Label 0 once, 1 twice, and so on to 10, whose place is not between 1 and 2.
    List<String> labels =
        IntStream.range(0, 11)
            .boxed()
            .flatMap(i -> IntStream.rangeClosed(0, i).mapToObj(j -> String.valueOf(i)))
            .toList();

    List<LabelGroups.Group> groups = LabelGroups.of(labels);

    assertThat(groups)
        .extracting(LabelGroups.Group::name)
        .containsExactly("2 others", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(groups.get(0).images()).hasSize(1 + 2);
    assertThat(groups).extracting(LabelGroups.Group::color).doesNotHaveDuplicates();
    assertThat(groups.get(0).color()).isEqualTo(ChartStyle.REST);
    assertThat(groups.stream().mapToInt(group -> group.images().length).sum())
        .isEqualTo(labels.size());
  }

  @Test
  void namesTheClassesOfAnArchiveThatNumbersThem() {
    LabelNames names = new LabelNames(List.of("shirt", "dress"));

    assertThat(Stream.of("1", "2", "01", "cat").map(names::of))
        .containsExactly("dress", "2", "01", "cat");
    assertThat(names.of((String) null)).isNull();
    assertThat(new LabelNames(List.of()).of("1")).isEqualTo("1");
  }

  @Test
  void showsLabelsAsFarAsALegendHasPlace() {
    List<LabelGroups.Group> groups = LabelGroups.of(List.of(" ", "a\u009b2J", "x".repeat(300)));

    assertThat(groups).extracting(LabelGroups.Group::name).first().isEqualTo("(blank)");
    assertThat(groups.get(1).name()).isEqualTo("a\\u009b2J");
    assertThat(groups.get(2).name()).hasSizeLessThan(40).contains("x…x");
  }

  @Test
  void coversOfTheGridWhatIsNearAPoint() {
    PlanePoints corner = new PlanePoints(new double[] {0}, new double[] {0});
    PlanePoints far = new PlanePoints(new double[] {3}, new double[] {3});
    // Of a disc of radius 16 steps, 797 points; the middle one and its four neighbours are near.
    assertThat(GridCoverage.of(corner)).isEqualTo(5 / 797.0);
    assertThat(GridCoverage.of(far)).isZero();
    assertThat(LatentFigures.coverageOfStandard(5_000, 1)).isGreaterThan(0.97);
  }

  private static LatentChart chart(PlanePoints points, String name, int[] images) {
    return new LatentChart(
        "a title",
        "",
        LatentPlane.of(cloud(2, null, 0, 0)),
        points,
        List.of(
            new LabelGroups.Group(name, BLUE, new int[] {0}),
            new LabelGroups.Group("corners", RED, images)),
        SquareFrame.around(points),
        List.of());
  }

  /** Where a colour's points are, in pixels. */
  private record Extent(int left, int right, int top, int bottom) {
    int width() {
      return right - left;
    }

    int height() {
      return bottom - top;
    }
  }

  private static Extent extent(BufferedImage image, Color color) {
    int left = Integer.MAX_VALUE;
    int right = -1;
    int top = Integer.MAX_VALUE;
    int bottom = -1;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < Math.min(690, image.getWidth()); x++) {
        Color at = new Color(image.getRGB(x, y));
        int strange = color.equals(RED) ? at.getBlue() : at.getRed();
        int own = color.equals(RED) ? at.getRed() : at.getBlue();
        if (own - strange > 100) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return new Extent(left, right, top, bottom);
  }
}
