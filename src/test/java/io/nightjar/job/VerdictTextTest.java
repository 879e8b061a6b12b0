package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.bundle.LearningVerdict;
import org.junit.jupiter.api.Test;

class VerdictTextTest {
  @Test
  void aNetworkThatHasLearntIsDescribed() {
    VerdictText text = new VerdictText(new LearningVerdict(230.25, 245.5, 17, 20, 3_000));
    assertThat(text.warning("b")).isEmpty();
    assertThat(text.summary())
        .contains(
            "230 nats a held-out image, where the mean image for every one costs 246;"
                + " latents in use: 17 of 20");
  }

  @Test
  void oneThatCostsWhatTheMeanImageDoesIsWarnedOf() {
    VerdictText text = new VerdictText(new LearningVerdict(245.5, 245.5, 0, 20, 64));
    assertThat(text.warning("b"))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("Warning: b has learnt nothing in 64 steps: 245.50 nats")
                    .contains("training.epochs")
                    .doesNotContain("\n"));
  }

  @Test
  void oneWhoseLatentsAreAllAlikeIsWarnedOf() {
    VerdictText text = new VerdictText(new LearningVerdict(200.0, 245.5, 0, 20, 64));
    assertThat(text.warning("b"))
        .hasValueSatisfying(line -> assertThat(line).contains("none of 20", "model.beta"));
  }

  @Test
  void nothingIsSaidOfWhatIsNotKnown() {
    VerdictText text = new VerdictText(new LearningVerdict(null, null, null, 20, 64));
    assertThat(text.warning("b")).isEmpty();
    assertThat(text.summary()).isEmpty();
  }
}
