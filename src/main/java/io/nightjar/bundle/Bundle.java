package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.Background;
import io.nightjar.image.Preprocessing;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A verified bundle in memory. Immutable; serializable so that a driver opens it once and
 * broadcasts it.
 */
public final class Bundle implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String MANIFEST = "manifest.json";
  static final String PARAMETERS = "parameters.safetensors";
  static final String ENCODER = "encoder.onnx";
  static final String DECODER = "decoder.onnx";

  private final BundleManifest manifest;
  private final Canary canary;
  private final Map<String, byte[]> files;

  private Bundle(BundleManifest manifest, Canary canary, Map<String, byte[]> files) {
    this.manifest = manifest;
    this.canary = canary;
    this.files = files;
  }

  /**
   * Reads and verifies a bundle: every byte, and the manifest against the weights.
   *
   * @throws InvalidInputException one line: no finished bundle, a file that changed, a newer
   *     format, other pixels than this code makes
   * @throws IOException when the file system fails
   */
  public static Bundle open(Path path, Configuration hadoop) throws IOException {
    Map<String, byte[]> files = Map.copyOf(ChecksummedDirectory.ofBundle(path, hadoop).read());
    for (String required : List.of(MANIFEST, PARAMETERS, ENCODER, DECODER, Canary.LATENTS)) {
      if (!files.containsKey(required)) {
        throw new InvalidInputException(
            "Bundle %s: SHA256SUMS does not list %s: copy the bundle again"
                .formatted(path, required));
      }
    }
    BundleManifest manifest =
        parse(path, MANIFEST, () -> BundleManifest.fromJson(files.get(MANIFEST)));
    List<NamedTensor> tensors =
        parse(path, PARAMETERS, () -> SafeTensors.read(files.get(PARAMETERS)));
    requireSamePixels(path, manifest.preprocessing());
    requireFingerprint(path, manifest, tensors);
    for (String onnx : List.of(ENCODER, DECODER)) {
      parse(path, onnx, () -> OnnxCheck.checked(files.get(onnx), tensors));
    }
    return new Bundle(manifest, parse(path, Canary.LATENTS, () -> Canary.from(files)), files);
  }

  /**
   * By which a run knows a bundle as the one that it wrote: the manifest tells when that was.
   *
   * @return SHA-256 in hex, as the bundle says; empty if no finished one is at the path itself
   */
  public static Optional<String> manifestSha256At(Path path, Configuration hadoop)
      throws IOException {
    return ChecksummedDirectory.ofBundle(path, hadoop).sumInPlace(MANIFEST);
  }

  private static <T> T parse(Path path, String file, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException("Bundle %s: %s: %s".formatted(path, file, e.getMessage()), e);
    }
  }

  private static void requireSamePixels(Path path, PixelRules pixels) {
    if (pixels.version() < Preprocessing.FIRST_VERSION
        || pixels.version() > Preprocessing.VERSION) {
      throw new InvalidInputException(
          "Bundle %s was trained on pixels of preprocessing version %d, and this Nightjar makes %d to %d: use the Nightjar that trained it, or train again"
              .formatted(
                  path, pixels.version(), Preprocessing.FIRST_VERSION, Preprocessing.VERSION));
    }
  }

  private static void requireFingerprint(
      Path path, BundleManifest manifest, List<NamedTensor> tensors) {
    String actual = Fingerprint.of(manifest.autoencoder(), manifest.preprocessing(), tensors);
    if (!actual.equals(manifest.fingerprint())) {
      throw new InvalidInputException(
          "Bundle %s: the fingerprint in %s is not that of its weights: copy the bundle again"
              .formatted(path, MANIFEST));
    }
  }

  public BundleManifest manifest() {
    return manifest;
  }

  public Autoencoder autoencoder() {
    return manifest.autoencoder();
  }

  /** Numbers in an embedding. */
  public int latentSize() {
    return autoencoder().latent().size();
  }

  /** What turns an image's bytes into the pixels that this bundle's network was trained on. */
  public Preprocessing preprocessing() {
    PixelRules rules = manifest.preprocessing();
    return new Preprocessing(
        autoencoder().image(), rules.resize(), new Background(rules.background()), rules.version());
  }

  /** SHA-256 in hex; every row says which bundle made it. */
  public String fingerprint() {
    return manifest.fingerprint();
  }

  /** What nights are compared with; empty for a bundle of format version 1 to 4. */
  public Optional<EmbeddingFigures> trainingFigures() {
    return Optional.ofNullable(manifest.trainingFigures());
  }

  public Canary canary() {
    return canary;
  }

  /** Bytes of every file that {@code SHA256SUMS} lists, by its path in the bundle. */
  public SortedMap<String, Integer> fileSizes() {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    files.forEach((name, bytes) -> sizes.put(name, bytes.length));
    return sizes;
  }

  /** The weights, read anew at each call. */
  public List<NamedTensor> tensors() {
    return SafeTensors.read(files.get(PARAMETERS));
  }

  /** See {@link OnnxExport#encoder}; not copied, not to be changed. */
  public byte[] encoderOnnx() {
    return files.get(ENCODER);
  }

  /** See {@link OnnxExport#decoder}; not copied, not to be changed. */
  public byte[] decoderOnnx() {
    return files.get(DECODER);
  }
}
