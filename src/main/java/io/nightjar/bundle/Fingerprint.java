package io.nightjar.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.image.ContentHash;
import io.nightjar.image.ImageShape;
import io.nightjar.image.Preprocessing;
import io.nightjar.model.Architecture;
import io.nightjar.model.Autoencoder;
import io.nightjar.model.Latent;
import io.nightjar.model.Likelihood;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names what decides a vector: two bundles of one fingerprint give the same vectors for the same
 * images.
 *
 * <p>Covers the architecture with its hyperparameters, the image shape, the latent space, the
 * likelihood (it decides the reconstruction), the preprocessing with its version, and the tensors.
 * Leaves out library versions, the engine, β, the noise of training and where the weights came
 * from.
 */
public final class Fingerprint {
  /** Enough to tell bundles apart by eye. */
  private static final int DIGITS_SHOWN = 12;

  private Fingerprint() {}

  /** As people read it: its beginning. */
  public static String shown(String fingerprint) {
    return fingerprint.substring(0, Math.min(DIGITS_SHOWN, fingerprint.length()));
  }

  /** SHA-256 in hex, of the definition as canonical JSON and then the values in order of name. */
  static String of(Autoencoder model, PixelRules pixels, List<NamedTensor> tensors) {
    Map<String, List<Integer>> shapes = new TreeMap<>();
    tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    Definition definition =
        new Definition(
            model.architecture(),
            model.image(),
            model.latent(),
            model.likelihood(),
            pixels,
            shapes);
    MessageDigest digest = ContentHash.sha256();
    digest.update(Json.compact(withoutLaterDefaults(Json.tree(definition))));
    tensors.stream()
        .sorted(Comparator.comparing(NamedTensor::name))
        .forEach(tensor -> digest.update(littleEndian(tensor.values())));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A key that came later says nothing at its default, so that older bundles keep their name. */
  private static JsonNode withoutLaterDefaults(ObjectNode definition) {
    ObjectNode architecture = (ObjectNode) definition.path("architecture");
    if (architecture.path("normalization").asText().equals("none")) {
      architecture.remove("normalization");
    }
    ObjectNode latent = (ObjectNode) definition.path("latent");
    if (latent.path("linear_path").asText().equals("none")) {
      latent.remove("linear_path");
    }
    ObjectNode preprocessing = (ObjectNode) definition.path("preprocessing");
    if (preprocessing.path("version").asInt() == Preprocessing.FIRST_VERSION) {
      preprocessing.remove("background");
    }
    return definition;
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** What is hashed beside the values; see {@link Preprocessing#VERSION} for the pixels' part. */
  private record Definition(
      Architecture architecture,
      ImageShape image,
      Latent latent,
      Likelihood likelihood,
      PixelRules preprocessing,
      Map<String, List<Integer>> tensors) {}
}
