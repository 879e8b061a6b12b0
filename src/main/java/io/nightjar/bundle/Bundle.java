package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.Background;
import io.nightjar.image.Preprocessing;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final byte[] parameters;
  private final byte[] encoder;
  private final byte[] decoder;
  private final TreeMap<String, Integer> fileSizes;

  Bundle(
      BundleManifest manifest,
      Canary canary,
      byte[] parameters,
      byte[] encoder,
      byte[] decoder,
      Map<String, Integer> fileSizes) {
    this.manifest = manifest;
    this.canary = canary;
    this.parameters = parameters;
    this.encoder = encoder;
    this.decoder = decoder;
    this.fileSizes = new TreeMap<>(fileSizes);
  }

  /**
   * Reads and verifies a bundle: that nothing else lies in it, every byte, the manifest against the
   * weights, and the ONNX files against what both give.
   *
   * @throws InvalidInputException one line: no finished bundle, a file that changed or does not
   *     belong there, a newer format, other pixels than this code makes
   * @throws IOException when the file system fails
   */
  public static Bundle open(Path path, Configuration hadoop) throws IOException {
    return new BundleReader(path, hadoop).read();
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

  /** Bytes of every file, by its path in the bundle. */
  public SortedMap<String, Integer> fileSizes() {
    return Collections.unmodifiableSortedMap(fileSizes);
  }

  /** The weights, read anew at each call. */
  public List<NamedTensor> tensors() {
    return SafeTensors.read(parameters);
  }

  /** See {@link OnnxExport#encoder}; not copied, not to be changed. */
  public byte[] encoderOnnx() {
    return encoder;
  }

  /** See {@link OnnxExport#decoder}; not copied, not to be changed. */
  public byte[] decoderOnnx() {
    return decoder;
  }
}
