package io.nightjar.embedding;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.bundle.Latents;
import io.nightjar.encoding.LatentEncoder;
import io.nightjar.image.DecodeResult;
import io.nightjar.image.DecodedImage;
import io.nightjar.image.PassedOver;
import io.nightjar.image.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Items on their way through decoder and encoder, as many at once as the engine likes. Refilled and
 * finished again and again by one thread.
 */
final class EmbedBatch {
  private final LatentEncoder encoder;
  private final Function<ArchiveItem, DecodeResult> decoder;
  private final Predicate<ArchiveItem> known;
  private final int imageSize;
  private final EmbedOptions options;
  private final byte[] pixels;
  private final List<Decoded> decoded = new ArrayList<>();
  private final List<Outcome> others = new ArrayList<>();

  /**
   * @param decoder gives pixels of the encoder's shape
   * @param known true for what needs no vector, since its content has one
   * @param imageSize values of one decoded image
   */
  EmbedBatch(
      LatentEncoder encoder,
      Function<ArchiveItem, DecodeResult> decoder,
      Predicate<ArchiveItem> known,
      int imageSize,
      EmbedOptions options) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.known = known;
    this.imageSize = imageSize;
    this.options = options;
    this.pixels = new byte[Math.multiplyExact(options.batchSize(), imageSize)];
  }

  /** Time to {@link #finish}: full of images, or of others. */
  boolean full() {
    return decoded.size() == options.batchSize() || others.size() == options.batchSize();
  }

  /** Decodes one more item, while the batch is not {@link #full}. */
  void add(ArchiveItem item) {
    if (known.test(item)) {
      others.add(Outcome.known(Outcome.Item.of(item)));
      return;
    }
    DecodeResult result = decoder.apply(item);
    if (result instanceof DecodedImage image) {
      System.arraycopy(image.pixels(), 0, pixels, decoded.size() * imageSize, imageSize);
      decoded.add(new Decoded(Outcome.Item.of(item), image.sourceWidth(), image.sourceHeight()));
    } else if (result instanceof PassedOver passedOver) {
      others.add(Outcome.passedOver(Outcome.Item.of(item), passedOver));
    } else {
      others.add(Outcome.reject(Outcome.Item.of(item), (Rejection) result));
    }
  }

  /** Encodes what was added and begins anew; one outcome for each item, at least one. */
  List<Outcome> finish() {
    List<Outcome> outcomes = new ArrayList<>(others);
    if (!decoded.isEmpty()) {
      outcomes.addAll(encoded());
    }
    others.clear();
    decoded.clear();
    return outcomes;
  }

  private List<Outcome> encoded() {
    Latents latents = encoder.encode(pixels, decoded.size());
    float[] errors =
        options.reconstructionError() == EmbedOptions.ReconstructionError.MEASURED
            ? encoder.reconstructionErrors(pixels, latents)
            : null;
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < decoded.size(); i++) {
      Float error = errors == null ? null : Float.valueOf(errors[i]);
      outcomes.add(outcome(decoded.get(i), latents, i, error));
    }
    return outcomes;
  }

  private static Outcome outcome(Decoded image, Latents latents, int index, Float error) {
    if (!latents.finite(index) || (error != null && !Float.isFinite(error))) {
      return Outcome.reject(
          image.item(),
          new Rejection(
              Rejection.Stage.ENCODE,
              Rejection.Reason.NOT_FINITE,
              "the network gives numbers that are not finite"));
    }
    return Outcome.row(
        image.item(),
        new Outcome.Vector(
            latents.mean(index), latents.stddev(index), error, image.width(), image.height()));
  }

  /** A decoded image whose pixels are in the batch. */
  private record Decoded(Outcome.Item item, int width, int height) {}
}
