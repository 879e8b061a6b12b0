package io.nightjar.training;

import io.nightjar.bundle.Provenance;
import io.nightjar.image.ImageShape;
import io.nightjar.model.Elbo;
import java.util.ArrayList;
import java.util.List;

/** A run's epochs as a bundle's manifest keeps them. */
final class History {
  private History() {}

  static List<Provenance.Epoch> of(List<EpochSummary> epochs, ImageShape image) {
    List<Provenance.Epoch> history = new ArrayList<>();
    long seen = 0;
    for (EpochSummary epoch : epochs) {
      seen += epoch.examples();
      history.add(
          new Provenance.Epoch(
              epoch.epoch(),
              seen,
              epoch.loss(),
              metrics(epoch.validation(), image),
              epoch.imagesPerSecond()));
    }
    return history;
  }

  /** Null where nothing was held out. */
  static Provenance.Metrics metrics(Elbo validation, ImageShape image) {
    return validation.examples() == 0
        ? null
        : new Provenance.Metrics(
            validation.negative(),
            validation.reconstructionPerImage(),
            validation.klPerImage(),
            validation.meanSquaredError(image),
            validation.boundPerImage());
  }
}
