package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.Preprocessing;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads a bundle and holds each file to the others: the tensors to the shapes that follow from the
 * manifest, the fingerprint to both, the ONNX files to what this code would write of both. So
 * nothing that runs is outside of the fingerprint.
 */
final class BundleReader {
  private static final List<String> REQUIRED =
      List.of(Bundle.MANIFEST, Bundle.PARAMETERS, Bundle.ENCODER, Bundle.DECODER, Canary.LATENTS);

  private static final long MAX_MANIFEST_BYTES = 16 << 20;
  private static final long MAX_CANARY_BYTES = 256 << 20;

  /** So much longer than expected an ONNX file is still read, and told to have changed. */
  private static final long ONNX_LEEWAY_BYTES = 1 << 20;

  private final Path path;
  private final ChecksummedFiles files;
  private final SortedMap<String, Integer> sizes = new TreeMap<>();

  BundleReader(Path path, Configuration hadoop) throws IOException {
    this.path = path;
    this.files = ChecksummedDirectory.ofBundle(path, hadoop).open();
  }

  /** See {@link Bundle#open}. */
  Bundle read() throws IOException {
    requireFiles();
    BundleManifest manifest = manifest();
    Autoencoder model = manifest.autoencoder();
    TensorShapes shapes = parse(Bundle.MANIFEST, () -> TensorShapes.of(model));
    byte[] parameters = bytes(Bundle.PARAMETERS, shapes.fileBytes());
    List<NamedTensor> tensors = parse(Bundle.PARAMETERS, () -> tensors(parameters, shapes));
    requireFingerprint(manifest, tensors);
    byte[] encoder = onnx(Bundle.ENCODER, OnnxExport.encoder(model, tensors), manifest);
    byte[] decoder = onnx(Bundle.DECODER, OnnxExport.decoder(model, tensors), manifest);
    return new Bundle(manifest, canary(model.latent()), parameters, encoder, decoder, sizes);
  }

  private void requireFiles() throws IOException {
    for (String name : REQUIRED) {
      if (!files.sums().containsKey(name)) {
        throw refused(ChecksummedDirectory.SUMS, "it does not list %s".formatted(name));
      }
    }
    for (String name : files.sums().keySet()) {
      if (!REQUIRED.contains(name) && !name.startsWith(Canary.FOLDER)) {
        throw refused(name, "it is no file of a bundle");
      }
    }
    files.requireNothingElse();
  }

  private byte[] bytes(String name, long limit) throws IOException {
    byte[] bytes = files.bytes(name, limit);
    sizes.put(name, bytes.length);
    return bytes;
  }

  private BundleManifest manifest() throws IOException {
    byte[] json = bytes(Bundle.MANIFEST, MAX_MANIFEST_BYTES);
    BundleManifest manifest = parse(Bundle.MANIFEST, () -> BundleManifest.fromJson(json));
    int pixels = manifest.preprocessing().version();
    if (pixels < Preprocessing.FIRST_VERSION || pixels > Preprocessing.VERSION) {
      throw new InvalidInputException(
          "Bundle %s was trained on pixels of preprocessing version %d, and this Nightjar makes %d to %d: use the Nightjar that trained it, or train again"
              .formatted(path, pixels, Preprocessing.FIRST_VERSION, Preprocessing.VERSION));
    }
    return manifest;
  }

  private static List<NamedTensor> tensors(byte[] parameters, TensorShapes shapes) {
    List<NamedTensor> tensors = SafeTensors.read(parameters);
    shapes.require(tensors);
    return tensors;
  }

  private void requireFingerprint(BundleManifest manifest, List<NamedTensor> tensors) {
    String actual = Fingerprint.of(manifest.autoencoder(), manifest.preprocessing(), tensors);
    if (!actual.equals(manifest.fingerprint())) {
      throw refused(Bundle.MANIFEST, "the fingerprint is not that of its weights");
    }
  }

  /**
   * Gives what is to run. The first format's files had other names and outputs in them: of such a
   * bundle today's run, which compute the same of the same tensors.
   */
  private byte[] onnx(String name, byte[] expected, BundleManifest manifest) throws IOException {
    byte[] written = bytes(name, expected.length + ONNX_LEEWAY_BYTES);
    if (manifest.formatVersion() > 1 && !Arrays.equals(written, expected)) {
      throw refused(
          name, "it is not the network of %s and %s".formatted(Bundle.MANIFEST, Bundle.PARAMETERS));
    }
    return expected;
  }

  private Canary canary(Latent latent) throws IOException {
    Map<String, byte[]> canary = new TreeMap<>();
    long left = MAX_CANARY_BYTES;
    for (String name : files.sums().keySet()) {
      if (name.startsWith(Canary.FOLDER)) {
        byte[] bytes = bytes(name, left);
        canary.put(name, bytes);
        left -= bytes.length;
      }
    }
    return parse(Canary.LATENTS, () -> Canary.from(canary, latent));
  }

  private <T> T parse(String file, Supplier<T> parser) {
    try {
      return parser.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException("Bundle %s: %s: %s".formatted(path, file, e.getMessage()), e);
    }
  }

  private InvalidInputException refused(String file, String problem) {
    return new InvalidInputException(
        "Bundle %s: %s: %s: copy the bundle again".formatted(path, file, problem));
  }
}
