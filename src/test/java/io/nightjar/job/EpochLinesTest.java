package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.image.ImageShape;
import io.nightjar.model.Elbo;
import io.nightjar.training.EpochSummary;
import org.junit.jupiter.api.Test;

class EpochLinesTest {
  private static final ImageShape IMAGE = new ImageShape(1, 28, 28);

  @Test
  void columnsLineUpUnderTheirNames() {
    String line =
        EpochLines.of(
            new EpochSummary(5, 56_960, 243.5, new Elbo(2, 460, 30, 31.36), 2, 1.7, 1.8), IMAGE);
    assertThat(line).contains("245.00", "230.00", "15.000", "0.02000", "28,480", "10.0%");
    assertThat(EpochLines.header().lines())
        .allSatisfy(header -> assertThat(header.length()).isLessThanOrEqualTo(line.length()));
  }

  @Test
  void linesOfLargePhotosFitAHundredColumns() {
    Elbo photos = new Elbo(1, 183_000.25, 3_456, 900);
    String line =
        EpochLines.of(new EpochSummary(1234, 1_200_000_000, 186_456.25, photos, 1e5, 1, 1), IMAGE);
    assertThat(line.stripTrailing()).contains("183,000", "3,456.0").hasSizeLessThanOrEqualTo(100);
    assertThat(EpochLines.header().lines()).allMatch(header -> header.length() <= 100);
  }

  @Test
  void dashesStandWhereNothingWasHeldOut() {
    String line = EpochLines.of(new EpochSummary(1, 8, 1, Elbo.NONE, 2, 1.7, 1.8), IMAGE);
    assertThat(line).doesNotContain("NaN").contains(" - ");
  }
}
