package io.nightjar.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.nightjar.InvalidInputException;
import io.nightjar.image.Preprocessing;
import io.nightjar.image.Resize;
import io.nightjar.model.Autoencoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            null,
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/provenance/created_at | \"yesterday\" | provenance: created_at: yesterday (expected a time such as",
        "/provenance/created_at | \"+999999999-12-31T23:59:59Z\" | created_at: +999999999-12-31T23:59:59Z (expected",
        "/provenance/created_at | null | created_at is missing",
        "/provenance/data_set | null | data_set is missing",
        "/provenance/data_set/images | -1 | provenance.data_set: images: -1 (expected 0 or more)",
        "/provenance/training/workers | 0 | provenance.training: workers: 0 (expected 1 or more)",
        "/provenance/training/learning_rate | \"NaN\" | provenance.training.learning_rate: NaN (expected a finite number)",
        "/provenance/training/seconds | 1e999 | provenance.training.seconds: Infinity (expected a finite number)",
        "/provenance/training/seeds/training | 1.5 | provenance.training.seeds.training",
        "/provenance/training/options/optimizer | 0 | provenance.training.options.optimizer",
        "/provenance/training/threads_per_worker | 0 | threads_per_worker: 0 (expected 1 or more)",
        "/provenance/training/options/averaging_frequency_first | 0 | averaging_frequency_first: 0 (expected 1",
        "/provenance/training/options/averaging_frequency_epochs | -1 | averaging_frequency_epochs: -1 (expected 1",
        "/provenance/training/options/learning_rate_warmup | -2 | learning_rate_warmup: -2.0 (expected 0 or more)",
        "/provenance/training/options/learning_rate_decay | null | learning_rate_decay is missing",
        "/provenance/training/options/learning_rate_floor | -1e-3 | learning_rate_floor: -0.001 (expected 0",
        "/provenance/training/options/gradient_clipping | null | gradient_clipping is missing",
        "/provenance/training/options/early_stopping_patience | -3 | early_stopping_patience: -3 (expected 0",
        "/provenance/training/options/ema_decay | -0.9 | ema_decay: -0.9 (expected 0 or more)",
        "/provenance/training/options/weight_decay | -0.1 | weight_decay: -0.1 (expected 0 or more)",
        "/provenance/metrics/mse | -0.5 | provenance.metrics: mse: -0.5 (expected 0 or more)",
        "/provenance/history/0/loss | \"-Infinity\" | provenance.history.0.loss: -Infinity",
        "/provenance/history/0/epoch | -7 | provenance.history.0: epoch: -7",
        "/provenance/metrics/mse | true | provenance.metrics.mse",
        "/training_figures/latent_stddev/1 | -0.5 | training_figures: latent_stddev: -0.5",
        "/training_figures/latent_mean/0 | 1e400 | training_figures.latent_mean.0: Infinity",
        "/autoencoder/latent/size | 2147483647 | autoencoder.latent: latent-size: 2147483647",
        "/autoencoder/latent/size | 1000000000 | training_figures: of 3 latent numbers (expected 1000000000)",
        "/autoencoder/latent/size | 3.5 | autoencoder.latent.size",
        "/autoencoder/latent/size | \"3\" | autoencoder.latent.size",
        "/autoencoder/image/height | 1000000000 | autoencoder.image: height: 1000000000x12 is too large",
        "/autoencoder/architecture/hidden | 2000000000 | autoencoder.architecture: convolutional.hidden: 2000000000",
        "/autoencoder/architecture/channels/1 | 16777217 | convolutional.channels: [3, 16777217]",
        "/autoencoder/architecture/channels/1 | 16777216 | convolutional.channels: the last layer gives 16777216x2x3",
        "/autoencoder/architecture/channels/1 | null | autoencoder.architecture",
        "/preprocessing/version | 2.5 | preprocessing.version",
        "/preprocessing/background | \"\\u001b[31m\" | background",
        "/format_version | \"6\" | format_version 0",
        "/format_version | 6.9 | format_version 0",
      })
  void refusesValuesThatNoTrainingWrites(String field, String value, String problem)
      throws IOException {
    byte[] json = with(full(), field, JSON.readTree(value));
    assertThatThrownBy(() -> BundleManifest.fromJson(json))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .contains(problem)
        .doesNotContain("\n");
  }

  /** Thousands of layers, and as many as make the shift of a factor start anew. */
  @ParameterizedTest
  @ValueSource(ints = {32, 64, 5000})
  void refusesMoreLayersThanAnyNetworkHas(int layers) throws IOException {
    JsonNode channels = JSON.valueToTree(Collections.nCopies(layers, 1));
    byte[] json = with(full(), "/autoencoder/architecture/channels", channels);
    assertThatThrownBy(() -> BundleManifest.fromJson(json))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("convolutional.channels: %d".formatted(layers));
  }

  /** Whatever stands in a field, reading it and its network ends in one way or the other. */
  @Test
  void endsInOneLineOrANetworkWhateverAFieldHolds() throws IOException {
    List<String> fields = new ArrayList<>();
    addFields(fields, "", full());
    assertThat(fields).hasSizeGreaterThan(70);
    int refused = 0;
    for (String field : fields) {
      for (String value : List.of("null", "-1", "1e999", "2147483647", "\"\\n\"", "[[]]", "{}")) {
        refused += refuses(with(full(), field, JSON.readTree(value))) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(5 * fields.size());
  }

  private static boolean refuses(byte[] json) {
    try {
      TensorShapes.of(BundleManifest.fromJson(json).autoencoder());
      return false;
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return true;
    }
  }

  private static void addFields(List<String> fields, String place, JsonNode node) {
    node.properties()
        .forEach(field -> addFields(fields, place + "/" + field.getKey(), field.getValue()));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      addFields(fields, place + "/" + i, node.get(i));
    }
    if (!place.isEmpty()) {
      fields.add(place);
    }
  }

  private static JsonNode full() throws IOException {
    return JSON.readTree(manifest(TestBundles.model(), TestBundles.provenance()).toJson());
  }

  /** JSON with another value in a field; infinite numbers stay numbers. */
  static byte[] with(JsonNode manifest, String field, JsonNode value) throws IOException {
    JsonPointer place = JsonPointer.compile(field);
    String last = place.last().getMatchingProperty();
    JsonNode parent = manifest.at(place.head());
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), value);
    } else {
      ((ObjectNode) parent).set(last, value);
    }
    return JSON.writeValueAsString(manifest).replace("\"Infinity\"", "1e999").getBytes(UTF_8);
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
