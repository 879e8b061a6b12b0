package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundleManifestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("io.nightjar.bundle.TestBundles#models")
  void keepsToItsSchemaAndReadsBack(Autoencoder model) throws IOException {
    BundleManifest manifest = manifest(model, TestBundles.provenance());
    assertThat(schema().validate(JSON.readTree(manifest.toJson()))).isEmpty();
    assertThat(BundleManifest.fromJson(manifest.toJson())).isEqualTo(manifest);
  }

  @Test
  void takesARunWithoutValidationImages() throws IOException {
    Provenance full = TestBundles.provenance();
    Provenance provenance =
        new Provenance(
            full.createdAt(),
            full.dataSet(),
            full.training(),
            Map.of(),
            List.of(new Provenance.Epoch(1, 60, 250, null, 36)),
            null);
    BundleManifest manifest = manifest(TestBundles.model(), provenance);
    assertThat(schema().validate(JSON.readTree(manifest.toJson()))).isEmpty();
    assertThat(BundleManifest.fromJson(manifest.toJson())).isEqualTo(manifest);
  }

  @Test
  void writesKeysAsTheConfigurationDoes() throws IOException {
    JsonNode json = JSON.readTree(manifest(TestBundles.model(), TestBundles.provenance()).toJson());
    assertThat(json.at("/autoencoder/architecture/name").asText()).isEqualTo("convolutional");
    assertThat(json.at("/autoencoder/architecture/activation").asText()).isEqualTo("relu");
    assertThat(json.at("/autoencoder/latent/kind").asText()).isEqualTo("variational");
    assertThat(json.at("/provenance/history/0/validation/negative_elbo").asDouble())
        .isEqualTo(242.5);
  }

  @Test
  void readsTheSecondFormatWhichTellsLessOfTheTraining() throws IOException {
    BundleManifest manifest = manifest(TestBundles.model(), TestBundles.provenance());
    ObjectNode json = (ObjectNode) JSON.readTree(manifest.toJson());
    json.put("format_version", 2);
    ((ObjectNode) json.at("/provenance/training")).remove("options");

    BundleManifest read = BundleManifest.fromJson(JSON.writeValueAsBytes(json));

    assertThat(read.formatVersion()).isEqualTo(2);
    assertThat(read.provenance().training().options()).isNull();
    assertThat(read.provenance().training().epochs()).isEqualTo(1);
  }

  @Test
  void readsTheThirdFormatWhichHadNoBackground() throws IOException {
    BundleManifest manifest = manifest(TestBundles.model(), TestBundles.provenance());
    ObjectNode json = (ObjectNode) JSON.readTree(manifest.toJson());
    json.put("format_version", 3);
    ((ObjectNode) json.path("preprocessing")).remove("background");

    BundleManifest read = BundleManifest.fromJson(JSON.writeValueAsBytes(json));

    assertThat(read.preprocessing().background()).isEqualTo("#000000");
  }

  @Test
  void readsTheFourthFormatWhichHadNoTrainingFigures() throws IOException {
    ObjectNode json =
        (ObjectNode)
            JSON.readTree(manifest(TestBundles.model(), TestBundles.provenance()).toJson());
    json.put("format_version", 4);
    json.remove("training_figures");

    assertThat(BundleManifest.fromJson(JSON.writeValueAsBytes(json)).trainingFigures()).isNull();
  }

  @Test
  void readsTheFifthFormatWhichDrewOneLatentAnImage() throws IOException {
    ObjectNode json =
        (ObjectNode)
            JSON.readTree(manifest(TestBundles.model(), TestBundles.provenance()).toJson());
    json.put("format_version", 5);
    ((ObjectNode) json.at("/autoencoder/objective")).remove("importance_samples");
    ((ObjectNode) json.at("/provenance/metrics")).remove("bound");
    ((ObjectNode) json.at("/provenance/training/options")).remove("weight_decay");

    BundleManifest read = BundleManifest.fromJson(JSON.writeValueAsBytes(json));

    assertThat(read.provenance().metrics().trained())
        .isEqualTo(read.provenance().metrics().negativeElbo());
    assertThat(read.provenance().training().options().weightDecay()).isZero();
    assertThat(read.autoencoder()).isEqualTo(TestBundles.model());
  }

  @Test
  void refusesFiguresOfAnotherLatent() {
    Autoencoder model = TestBundles.model();
    EmbeddingFigures other = new EmbeddingFigures(1, null, List.of(1.0), List.of(0.0));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifest(model, other, TestBundles.provenance()))
        .withMessage("training_figures: of 1 latent numbers (expected 3)");
  }

  private static BundleManifest manifest(Autoencoder model, Provenance provenance) {
    EmbeddingFigures figures =
        new EmbeddingFigures(
            60,
            model.latent().variational() ? new EmbeddingFigures.Spread(0.02, 0.01) : null,
            List.of(0.5, -1.0, 0.0),
            List.of(1.0, 0.25, 0.0));
    return manifest(model, figures, provenance);
  }

  private static BundleManifest manifest(
      Autoencoder model, EmbeddingFigures figures, Provenance provenance) {
    PixelRules pixels = PixelRules.of(new Preprocessing(model.image(), Resize.FIT));
    return new BundleManifest(
        BundleManifest.FORMAT_VERSION, model, pixels, "0".repeat(64), figures, provenance);
  }

  private static JsonSchema schema() throws IOException {
    Path file = Path.of("data-schemas/bundle-manifest.schema.json");
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(file));
  }
}
