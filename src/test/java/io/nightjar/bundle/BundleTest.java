package io.nightjar.bundle;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import io.nightjar.model.Autoencoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnknownFieldSet;

class BundleTest {
  private static final BundleWriter WRITER =
      TestBundles.writer(TestBundles.trained(TestBundles.model()));

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void writeOne() throws IOException {
    path = folder.resolve("fm.bundle");
    WRITER.write(hadoop(path), new Configuration());
  }

  @Test
  void opensWhatWasWritten() throws IOException {
    Bundle bundle = open();
    assertThat(bundle.autoencoder()).isEqualTo(TestBundles.model());
    assertThat(bundle.fingerprint()).isEqualTo(WRITER.fingerprint());
    assertThat(bundle.manifest().provenance()).isEqualTo(TestBundles.provenance());
    assertThat(bundle.preprocessing().shape()).isEqualTo(TestBundles.model().image());
    assertThat(bundle.canary().images())
        .extracting(CanaryImage::file)
        .containsExactly("0.png", "1.jpg");
  }

  @ParameterizedTest
  @MethodSource("io.nightjar.bundle.TestBundles#models")
  void opensEveryKindOfModel(Autoencoder model) {
    assertThat(TestBundles.bundle(model, folder).autoencoder()).isEqualTo(model);
  }

  @Test
  void holdsNothingButItsFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> path.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "manifest.json",
              "parameters.safetensors",
              "encoder.onnx",
              "decoder.onnx",
              "canary/0.png",
              "canary/1.jpg",
              "canary/latents.json",
              "SHA256SUMS");
    }
  }

  @Test
  void isBroadcastByJavaSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(open());
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Bundle copy = (Bundle) in.readObject();
      assertThat(copy.fingerprint()).isEqualTo(WRITER.fingerprint());
      assertThat(copy.encoderOnnx()).isEqualTo(open().encoderOnnx());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest.json",
        "parameters.safetensors",
        "encoder.onnx",
        "decoder.onnx",
        "canary/0.png",
        "canary/latents.json"
      })
  void refusesAChangedByteByItsFile(String name) throws IOException {
    Path file = path.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(name + " has changed", "copy the bundle again");
  }

  @Test
  void refusesMissingAndLongerAndShorterFiles() throws IOException {
    Path file = path.resolve("encoder.onnx");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused("encoder.onnx has changed");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("encoder.onnx has changed");
    Files.delete(file);
    assertRefused("encoder.onnx is missing");
  }

  @Test
  void refusesAnUnfinishedBundle() throws IOException {
    Files.delete(path.resolve("SHA256SUMS"));
    assertRefused("is not a finished bundle");
  }

  @Test
  void refusesAPathWhereNothingIs() {
    path = folder.resolve("nothing.bundle");
    assertRefused("nothing.bundle does not exist");
  }

  @Test
  void refusesChecksumsThatLeadOutOfTheBundle() throws IOException {
    String line = "0".repeat(64) + "  ../secret\n";
    Files.writeString(path.resolve("SHA256SUMS"), line);
    assertRefused("SHA256SUMS: line 1 is malformed");
  }

  @Test
  void refusesAnUnknownArchitectureInOneLine() throws IOException {
    editManifest("\"convolutional\"", "\"diffusion\"");
    assertRefused("manifest.json: autoencoder.architecture: unknown name 'diffusion'");
  }

  @Test
  void neverLoadsAClassThatAManifestNames() throws IOException {
    String hostile = Hostile.class.getName();
    editManifest("\"convolutional\"", "\"" + hostile + "\"");
    assertRefused("unknown name '" + hostile + "'");
    editManifest("\"name\" :", "\"@class\" : \"" + hostile + "\", \"name\" :");
    assertRefused("manifest.json: ");
    assertThat(System.getProperty("nightjar.hostile")).isNull();
  }

  @Test
  void refusesANewerFormat() throws IOException {
    editManifest("\"format_version\" : 7", "\"format_version\" : 8, \"new_key\" : 3");
    assertRefused("manifest.json: format_version 8", "use the Nightjar that wrote it");
  }

  @Test
  void refusesPixelsThatThisCodeDoesNotMake() throws IOException {
    editManifest("\"version\" : 2", "\"version\" : 99");
    assertRefused("preprocessing version 99");
  }

  @Test
  void refusesAManifestThatIsNotOfItsWeights() throws IOException {
    editManifest("\"relu\"", "\"tanh\"");
    assertRefused("manifest.json: the fingerprint is not that of its weights");
  }

  @Test
  void saysWhatIsWrongInAManifest() throws IOException {
    editManifest("\"hidden\" : 6", "\"hidden\" : 0");
    assertRefused("manifest.json: autoencoder.architecture: convolutional.hidden: 0");
  }

  @Test
  void refusesHostileTensors() throws IOException {
    Path file = path.resolve("parameters.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[7] = 0x7f;
    Files.write(file, bytes);
    writeSums();
    assertRefused("parameters.safetensors: not a safetensors file");
  }

  /** Each is a network that an engine would run, and none is that of the tensors. */
  @ParameterizedTest
  @MethodSource("otherNetworks")
  void refusesNetworksThatAreNotThatOfManifestAndTensors(
      String file, Consumer<ModelProto.Builder> change) throws IOException {
    Path network = path.resolve(file);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(network)).toBuilder();
    change.accept(model);
    Files.write(network, model.build().toByteArray());
    writeSums();
    assertRefused(file + ": it is not the network of manifest.json and parameters.safetensors");
  }

  static Stream<Arguments> otherNetworks() {
    return Stream.of(
        other("encoder.onnx", model -> halve(constant(model, "white"))),
        other("encoder.onnx", model -> halve(constant(model, "half"))),
        other("encoder.onnx", model -> halve(constant(model, "encoder.0.weight"))),
        other("decoder.onnx", model -> halve(constant(model, "logits.bias"))),
        other("encoder.onnx", model -> constant(model, "encoder.0.weight").setName("hidden")),
        other("encoder.onnx", model -> first(model).setOpType("Foo")),
        other("encoder.onnx", model -> first(model).setDomain("evil")),
        other(
            "decoder.onnx",
            model ->
                model.getGraphBuilder().getNodeBuilderList().stream()
                    .filter(node -> node.getOpType().equals("Relu"))
                    .forEach(node -> node.setOpType("Tanh"))),
        other(
            "encoder.onnx",
            model ->
                constant(model, "encoder.0.weight")
                    .clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalDataBuilder()
                    .setKey("location")
                    .setValue("/etc/passwd")),
        other("decoder.onnx", model -> model.setProducerVersion("0.9")),
        other(
            "encoder.onnx",
            model ->
                model.setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(25, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())));
  }

  private static Arguments other(String file, Consumer<ModelProto.Builder> change) {
    return Arguments.of(file, change);
  }

  private static NodeProto.Builder first(ModelProto.Builder model) {
    return model.getGraphBuilder().getNodeBuilder(0);
  }

  private static TensorProto.Builder constant(ModelProto.Builder model, String name) {
    return model.getGraphBuilder().getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void halve(TensorProto.Builder tensor) {
    ByteBuffer values = ByteBuffer.wrap(tensor.getRawData().toByteArray());
    values.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.capacity(); i += Float.BYTES) {
      values.putFloat(i, values.getFloat(i) / 2);
    }
    tensor.setRawData(ByteString.copyFrom(values));
  }

  @Test
  void refusesEncoderAndDecoderInEachOthersPlace() throws IOException {
    byte[] encoder = Files.readAllBytes(path.resolve("encoder.onnx"));
    Files.copy(path.resolve("decoder.onnx"), path.resolve("encoder.onnx"), REPLACE_EXISTING);
    Files.write(path.resolve("decoder.onnx"), encoder);
    writeSums();
    assertRefused("encoder.onnx: it is not the network of");
  }

  /** The fingerprint is made to fit, too: what it is of is not what the manifest says. */
  @Test
  void refusesTensorsThatTheNetworkDoesNotHave() throws IOException {
    List<NamedTensor> tensors = open().tensors();
    NamedTensor bias = tensors.get(0);
    assertThat(bias.name()).isEqualTo("encoder.0.bias");
    List<NamedTensor> others = tensors.subList(1, tensors.size());

    writeTensors(others);
    assertRefused("parameters.safetensors: no tensor encoder.0.bias, which");
    writeTensors(append(tensors, new NamedTensor("more", List.of(1), new float[1])));
    assertRefused("parameters.safetensors: tensor more of shape [1], which the");
    writeTensors(append(others, new NamedTensor(bias.name(), List.of(3, 1), bias.values())));
    assertRefused("parameters.safetensors: tensor encoder.0.bias of shape [3, 1] (expected [3]");
  }

  private static List<NamedTensor> append(List<NamedTensor> tensors, NamedTensor last) {
    return Stream.concat(tensors.stream(), Stream.of(last)).toList();
  }

  private void writeTensors(List<NamedTensor> tensors) throws IOException {
    try (var out = Files.newOutputStream(path.resolve("parameters.safetensors"))) {
      SafeTensors.content(tensors).writeTo(out);
    }
    BundleManifest manifest =
        BundleManifest.fromJson(Files.readAllBytes(path.resolve("manifest.json")));
    PixelRules pixels = manifest.preprocessing();
    editManifest(manifest.fingerprint(), Fingerprint.of(manifest.autoencoder(), pixels, tensors));
  }

  @Test
  void refusesAFingerprintThatIsNotThatOfItsWeights() throws IOException {
    String fingerprint = open().fingerprint();
    editManifest(fingerprint, "0".repeat(64));
    assertRefused("manifest.json: the fingerprint is not that of its weights");
    editManifest("0".repeat(64), "../" + fingerprint);
    assertRefused("manifest.json: the fingerprint is not that of its weights");
  }

  @Test
  void refusesAFileThatIsNoNetwork() throws IOException {
    Files.writeString(path.resolve("decoder.onnx"), "not a network");
    writeSums();
    assertRefused("decoder.onnx: it is not the network of");
  }

  /** The text must be there; the checksums are made to fit, as an attacker would. */
  private void editManifest(String from, String to) throws IOException {
    Path file = path.resolve("manifest.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    writeSums();
  }

  private void writeSums() throws IOException {
    Path sums = path.resolve("SHA256SUMS");
    TreeMap<String, String> now = new TreeMap<>();
    for (String name : Checksums.read(Files.readAllBytes(sums)).keySet()) {
      now.put(name, ContentHash.of(Files.readAllBytes(path.resolve(name))).hex());
    }
    Files.write(sums, Checksums.write(now));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .message()
        .contains(path.getFileName().toString())
        .contains(List.of(parts))
        .doesNotContain("\n");
  }

  private Bundle open() throws IOException {
    return Bundle.open(hadoop(path), new Configuration());
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** Leaves a trace when it is initialized. */
  static final class Hostile {
    static {
      System.setProperty("nightjar.hostile", "loaded");
    }
  }

  @Test
  void listsChecksumsAsSha256sumReadsThem() throws IOException {
    String sums = Files.readString(path.resolve("SHA256SUMS"), StandardCharsets.UTF_8);
    assertThat(sums.lines()).hasSize(7).allMatch(line -> line.matches("[0-9a-f]{64}  [^ ]+"));
    assertThat(sums).endsWith("\n");
  }
}
