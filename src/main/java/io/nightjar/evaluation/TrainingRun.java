package io.nightjar.evaluation;

import io.nightjar.bundle.BundleManifest;
import io.nightjar.bundle.ContentSample;
import io.nightjar.bundle.PixelRules;
import io.nightjar.bundle.Provenance.DataSet;
import io.nightjar.bundle.Provenance.Epoch;
import io.nightjar.model.Autoencoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One training, as its bundle tells of it.
 *
 * @param name in legends
 * @param model that was trained
 * @param pixels that it was trained on, beside their shape
 * @param data that they are from
 * @param history epoch by epoch, at least one
 */
public record TrainingRun(
    String name, Autoencoder model, PixelRules pixels, DataSet data, List<Epoch> history) {
  /** The part of the epochs whose losses may lie above the picture. */
  private static final double BEGINNING = 0.06;

  private static final int FEW_EPOCHS = 4;
  private static final double SECONDS_OF_A_MINUTE = 60;

  public TrainingRun {
    history = List.copyOf(history);
    if (history.isEmpty()) {
      throw new IllegalArgumentException("history: none (expected one epoch or more)");
    }
  }

  /** The training that made a bundle. */
  public static TrainingRun of(String name, BundleManifest manifest) {
    return new TrainingRun(
        name,
        manifest.autoencoder(),
        manifest.preprocessing(),
        manifest.provenance().dataSet(),
        manifest.provenance().history());
  }

  /** As a picture says what it is of. */
  String text() {
    return "%s, trained on %s, split %s".formatted(name, data.path(), data.split());
  }

  /**
   * In what the losses of two trainings are other quantities, in the words of the configuration;
   * empty where they may be read off one axis.
   */
  List<String> differences(TrainingRun other) {
    List<String> differences = new ArrayList<>();
    add(differences, "data set", !isOfSameImages(other));
    add(differences, "split", !data.split().equals(other.data.split()));
    add(differences, "image shape", !model.image().equals(other.model.image()));
    add(differences, "preprocessing", !pixels.equals(other.pixels));
    add(
        differences,
        "likelihood",
        !model.objective().likelihood().equals(other.model.objective().likelihood()));
    add(differences, "targets", model.objective().targets() != other.model.objective().targets());
    add(
        differences,
        "kind, for a plain one's losses have no KL",
        model.latent().kind() != other.model.latent().kind());
    return differences;
  }

  private static void add(List<String> differences, String name, boolean isOne) {
    if (isOne) {
      differences.add(name);
    }
  }

  /** In one place, or by their contents wherever they lie. */
  private boolean isOfSameImages(TrainingRun other) {
    return data.path().equals(other.data.path())
        || (sample().isPresent() && sample().equals(other.sample()));
  }

  private Optional<String> sample() {
    return data.sample().map(ContentSample::text).filter(text -> !text.isEmpty());
  }

  /** Minutes of training until the end of each epoch, without validation and checkpoints. */
  double[] minutes() {
    double[] minutes = new double[history.size()];
    double seconds = 0;
    long before = 0;
    for (int i = 0; i < minutes.length; i++) {
      Epoch epoch = history.get(i);
      seconds += (epoch.examples() - before) / epoch.imagesPerSecond();
      before = epoch.examples();
      minutes[i] = seconds / SECONDS_OF_A_MINUTE;
    }
    return minutes;
  }

  double[] training() {
    return history.stream().mapToDouble(Epoch::loss).toArray();
  }

  /**
   * Epochs before the first whose training loss is the same quantity as the held-out one, or all;
   * none where there is no held-out one.
   */
  int untilTrainingShown() {
    if (!validated()) {
      return 0;
    }
    return model.trainsOnHeldOutLoss() ? rising() : history.size();
  }

  boolean trainingShown() {
    return untilTrainingShown() < history.size();
  }

  /** Epochs in which β was less than full for a while. */
  private int rising() {
    return Math.min(model.klWeight().epochsUntilFull(), history.size());
  }

  boolean validated() {
    return history.stream().allMatch(epoch -> epoch.validation() != null);
  }

  double[] validation() {
    return history.stream().mapToDouble(epoch -> epoch.validation().trained()).toArray();
  }

  /** What the picture's height is for. */
  double[] shown() {
    double[] losses = validated() ? validation() : training();
    int steep = losses.length <= FEW_EPOCHS ? 0 : Math.max(1, (int) (BEGINNING * losses.length));
    int from = rising() < losses.length ? Math.max(steep, rising()) : steep;
    return Arrays.copyOfRange(losses, from, losses.length);
  }
}
