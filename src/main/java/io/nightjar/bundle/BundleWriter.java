package io.nightjar.bundle;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A new bundle, and how it gets to its place: whole or not at all. */
public final class BundleWriter {
  private final BundleManifest manifest;
  private final SortedMap<String, FileContent> files = new TreeMap<>();

  /**
   * @param trained the network; its graph is read here and not kept
   * @param figures of the embeddings of held-out or training images
   * @param provenance where its weights come from
   * @param canary of {@code trained}
   */
  public BundleWriter(
      TrainedAutoencoder trained, EmbeddingFigures figures, Provenance provenance, Canary canary) {
    List<NamedTensor> tensors = GraphTensors.of(trained.graph());
    PixelRules pixels = PixelRules.of(trained.preprocessing());
    manifest =
        new BundleManifest(
            BundleManifest.FORMAT_VERSION,
            trained.autoencoder(),
            pixels,
            Fingerprint.of(trained.autoencoder(), pixels, tensors),
            figures,
            provenance);
    canary.files().forEach((name, bytes) -> files.put(name, FileContent.of(bytes)));
    files.put(Bundle.MANIFEST, FileContent.of(manifest.toJson()));
    files.put(Bundle.PARAMETERS, SafeTensors.content(tensors));
    files.put(Bundle.ENCODER, FileContent.of(OnnxExport.encoder(trained.autoencoder(), tensors)));
    files.put(Bundle.DECODER, FileContent.of(OnnxExport.decoder(trained.autoencoder(), tensors)));
  }

  /** As in the manifest: SHA-256 in hex. */
  public String fingerprint() {
    return manifest.fingerprint();
  }

  /** Whether the network has learnt anything. */
  public LearningVerdict verdict() {
    return manifest.verdict();
  }

  /** In hex, for {@link Bundle#manifestSha256At}. */
  public String manifestSha256() {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(manifest.toJson()));
  }

  /**
   * Writes the bundle where nothing is yet. A killed run leaves {@code <path>_writing-…} behind.
   *
   * @param path a directory on any file system that Hadoop knows
   * @throws InvalidInputException when something is there
   * @throws IOException when the file system fails
   */
  public void write(Path path, Configuration hadoop) throws IOException {
    ChecksummedDirectory.ofBundle(path, hadoop).write(files);
  }

  /**
   * Writes the bundle and puts it in the place of what may be there, which is deleted last.
   *
   * @param path a directory on any file system that Hadoop knows
   * @throws IOException when the file system fails
   */
  public void replace(Path path, Configuration hadoop) throws IOException {
    ChecksummedDirectory.ofBundle(path, hadoop).replace(files);
  }
}
