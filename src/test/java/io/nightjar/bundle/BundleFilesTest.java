package io.nightjar.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.ChildProcess;
import io.nightjar.InvalidInputException;
import io.nightjar.image.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in a bundle besides what training wrote, or in its place. */
@Timeout(60) // a read without an end would hang
class BundleFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BundleWriter WRITER =
      TestBundles.writer(TestBundles.trained(TestBundles.plain()));

  @TempDir private Path folder;
  private Path path;
  private Configuration hadoop = new Configuration();

  @BeforeEach
  void writeOne() throws IOException {
    path = folder.resolve("fm.bundle");
    WRITER.write(hadoop(path), hadoop);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "canary/2.png", ".hidden", "_SUCCESS", "encoder.onnx.old"})
  void refusesFilesThatAreNotListed(String name) throws IOException {
    Files.writeString(path.resolve(name), "text");
    assertRefused("it holds " + name + ", a file that SHA256SUMS does not list: delete it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "canary/2.png", "code/run.sh"})
  void refusesFilesThatAreListedAndNoneOfABundle(String name) throws IOException {
    Files.createDirectories(path.resolve(name).getParent());
    Files.writeString(path.resolve(name), "text");
    list(Map.of(name, ContentHash.of("text".getBytes(StandardCharsets.UTF_8)).hex()));
    assertRefused(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest.json",
        "parameters.safetensors",
        "encoder.onnx",
        "decoder.onnx",
        "canary/latents.json"
      })
  void refusesABundleThatLacksAFileAndDoesNotListIt(String name) throws IOException {
    Files.delete(path.resolve(name));
    TreeMap<String, String> sums = new TreeMap<>(sums());
    sums.remove(name);
    Files.write(path.resolve("SHA256SUMS"), Checksums.write(sums));
    assertRefused("SHA256SUMS: it does not list " + name);
  }

  @Test
  void namesAFileOfAFolderThatIsMissing() throws IOException {
    Files.move(path.resolve("canary"), folder.resolve("elsewhere"));
    assertRefused("canary/0.png is missing");
  }

  @Test
  void refusesDirectories() throws IOException {
    Files.createDirectory(path.resolve("more"));
    assertRefused("it holds more, a directory that SHA256SUMS does not list");
    Files.delete(path.resolve("more"));
    Files.createDirectory(path.resolve("canary/.crc"));
    assertRefused("it holds canary/.crc, a directory");
    Files.delete(path.resolve("canary/.crc"));
    Files.delete(path.resolve("manifest.json"));
    Files.createDirectory(path.resolve("manifest.json"));
    assertRefused("manifest.json: it is a directory, not a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "SHA256SUMS", "canary/0.png", "canary"})
  void refusesLinksInPlaceOfFiles(String name) throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(path.resolve(name), elsewhere);
    Files.createSymbolicLink(path.resolve(name), elsewhere);
    assertRefused(name, "a symbolic link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", ".DS_Store", ".manifest.json.crc"})
  void refusesLinksBesideFiles(String name) throws IOException {
    Files.createSymbolicLink(path.resolve(name), path.resolve("manifest.json"));
    assertRefused("it holds " + name + ", a symbolic link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256SUMS", "parameters.safetensors", "canary/1.jpg", "more"})
  void refusesPipesWithoutOpeningThem(String name) throws Exception {
    Files.deleteIfExists(path.resolve(name));
    ChildProcess.of(path, "mkfifo", name).run().succeeded();
    assertRefused(name, "a pipe, a socket or a device");
  }

  @Test
  void refusesADeviceInTheBundlesPlace() {
    path = Path.of("/dev/zero");
    assertRefused("/dev/zero is not a finished bundle");
  }

  @Test
  void passesOverWhatFileManagersAndHadoopLeave() throws IOException {
    Files.writeString(path.resolve(".DS_Store"), "icons");
    Files.writeString(path.resolve(".manifest.json.crc"), "crc");
    Files.writeString(path.resolve("canary/.0.png.crc"), "crc");
    assertThat(open().fingerprint()).isEqualTo(WRITER.fingerprint());
  }

  @Test
  void opensABundleThatALinkLeadsTo() throws IOException {
    Path latest = Files.createSymbolicLink(folder.resolve("latest"), path);
    path = latest;
    assertThat(open().fingerprint()).isEqualTo(WRITER.fingerprint());
  }

  @Test
  void refusesListsThatNameAFileTwiceOrHaveNoEnd() throws IOException {
    Path sums = path.resolve("SHA256SUMS");
    String lines = Files.readString(sums);
    Files.writeString(sums, lines + lines.lines().findFirst().orElseThrow() + "\n");
    assertRefused("SHA256SUMS: canary/0.png is listed twice");
    try (var file = Files.newByteChannel(sums, java.nio.file.StandardOpenOption.WRITE)) {
      file.position(1L << 40).write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    assertRefused("SHA256SUMS: 1,099,511,627,777 bytes are too many");
  }

  /** Sparse files of a terabyte: what is too long for the manifest's network is never read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest.json",
        "parameters.safetensors",
        "decoder.onnx",
        "canary/latents.json",
        "canary/1.jpg"
      })
  void refusesFilesThatAreTooLongUnread(String name) throws IOException {
    try (var file =
        Files.newByteChannel(path.resolve(name), java.nio.file.StandardOpenOption.WRITE)) {
      file.position(1L << 40).write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    assertRefused(name + ": 1,099,511,627,777 bytes are too many (expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/0/mean/1 | 1e99 | image 0.png: mean is not what",
        "/0/mean | [0.5] | image 0.png: mean is not what",
        "/1/stddev | [0.5, 1, 2] | image 1.jpg: stddev is not what",
        "/1/reconstruction_error | -1 | image 1.jpg: reconstruction_error is not what",
        "/1/file | \"0.png\" | image 0.png is missing or comes twice",
        "/1/file | \"../manifest.json\" | image ../manifest.json is missing",
        "/1 | null | a value is missing",
      })
  void refusesACanaryThatIsNotOfTheNetwork(String field, String value, String problem)
      throws IOException {
    Path file = path.resolve("canary/latents.json");
    byte[] changed =
        BundleManifestTest.with(JSON.readTree(file.toFile()), field, JSON.readTree(value));
    Files.write(file, changed);
    list(Map.of("canary/latents.json", ContentHash.of(changed).hex()));
    assertRefused("canary/latents.json: " + problem);
  }

  @Test
  void looksAsCloselyOnOtherFileSystems() throws IOException {
    hadoop = new Configuration();
    hadoop.setClass("fs.file.impl", OtherFileSystem.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    assertThat(open().fingerprint()).isEqualTo(WRITER.fingerprint());
    Files.writeString(path.resolve("canary/more"), "text");
    assertRefused("it holds canary/more, a file that SHA256SUMS does not list");
    Files.delete(path.resolve("canary/more"));
    Files.createDirectory(path.resolve("more"));
    assertRefused("it holds more, a directory");
    Files.delete(path.resolve("more"));
    Files.delete(path.resolve("decoder.onnx"));
    assertRefused("decoder.onnx is missing");
  }

  private void list(Map<String, String> more) throws IOException {
    TreeMap<String, String> sums = new TreeMap<>(sums());
    sums.putAll(more);
    Files.write(path.resolve("SHA256SUMS"), Checksums.write(sums));
  }

  private Map<String, String> sums() throws IOException {
    return Checksums.read(Files.readAllBytes(path.resolve("SHA256SUMS")));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private Bundle open() throws IOException {
    return Bundle.open(hadoop(path), hadoop);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** Local files through Hadoop's own interface only, as a store's are. */
  public static final class OtherFileSystem extends FilterFileSystem {
    public OtherFileSystem() {
      super(new RawLocalFileSystem());
    }
  }
}
