package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.image.Rejection.Reason;
import java.awt.Color;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class IsolatedDecoderTest {
  private static final Preprocessing COLOUR =
      new Preprocessing(new ImageShape(3, 8, 8), Resize.CROP);
  private static final EncodedImage JPEG =
      new EncodedImage(TestImages.jpeg(TestImages.halves(40, 30, Color.RED, Color.BLUE)));

  private final ImageDecoder here = new ImageDecoder(COLOUR, DecodeLimits.DEFAULT);

  @Test
  void givesTheSamePixelsAndReasons() throws Exception {
    EncodedImage text = new EncodedImage(new byte[] {'n', 'o'});
    RasterImage raster = new RasterImage(new byte[12], new ImageShape(3, 2, 2));
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      for (ImageContent content : List.of(JPEG, text, JPEG, raster)) {
        assertThat(apart.decode(content))
            .usingRecursiveComparison()
            .isEqualTo(here.decode(content));
      }
    }
  }

  @Test
  void hasMemoryForTheLargestImageThatIsRead() throws Exception {
    byte[] still = TestImages.png(TestImages.plain(4, 4, Color.RED));
    byte[] animated =
        TestFiles.withChunk(
            TestFiles.withChunk(still, "fdAT", new byte[255 << 20]),
            "acTL",
            new byte[] {0, 0, 0, 2, 0, 0, 0, 0});
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      assertThat(apart.decode(new EncodedImage(animated))).isInstanceOf(DecodedImage.class);
    }
  }

  @Test
  void keepsTheLimits() throws Exception {
    try (var apart = IsolatedDecoder.open(COLOUR, new DecodeLimits(100))) {
      assertThat(apart.decode(JPEG))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE));
    }
  }

  @Test
  void rejectsWhatTheCodecDiesOfAndGoesOn(@TempDir Path patched) throws Exception {
    HaltingCodec.write(patched);
    String classPath = System.getProperty("java.class.path");
    System.setProperty("java.class.path", patched + File.pathSeparator + classPath);
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      assertThat(apart.decode(JPEG)).isInstanceOf(DecodedImage.class);
      assertThat(apart.decode(new EncodedImage(HaltingCodec.deadly(JPEG.bytes()))))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> {
                assertThat(rejection.reason()).isEqualTo(Reason.DECODER_CRASH);
                assertThat(rejection.detail()).contains("exit code " + HaltingCodec.EXIT_CODE);
              });
      assertThat(apart.decode(JPEG)).isInstanceOf(DecodedImage.class);
    } finally {
      System.setProperty("java.class.path", classPath);
    }
  }

  /** As one would whose process an image has taken over. */
  @Test
  void rejectsAnImageOverWhichTheProcessAnswersWhatItMustNot(@TempDir Path patched)
      throws Exception {
    HaltingCodec.writeBabbling(patched);
    String classPath = System.getProperty("java.class.path");
    System.setProperty("java.class.path", patched + File.pathSeparator + classPath);
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      assertThat(apart.decode(new EncodedImage(HaltingCodec.deadly(JPEG.bytes()))))
          .isInstanceOfSatisfying(
              Rejection.class,
              rejection -> {
                assertThat(rejection.reason()).isEqualTo(Reason.DECODER_CRASH);
                assertThat(rejection.detail()).contains("its answer is broken");
              });
      assertThat(apart.decode(JPEG)).isInstanceOf(DecodedImage.class);
    } finally {
      System.setProperty("java.class.path", classPath);
    }
  }

  @Test
  void handsTheProcessNoneOfTheCallersSecrets() throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PATH", "/bin",
                "LC_ALL", "C.UTF-8",
                "HOME", "/home/a",
                "AWS_SECRET_ACCESS_KEY", "s",
                "GITHUB_TOKEN", "t",
                "JAVA_TOOL_OPTIONS", "-javaagent:x.jar",
                "LD_PRELOAD", "x.so"));

    DecoderProcess.scrub(environment);

    assertThat(environment).containsOnlyKeys("PATH", "LC_ALL");
    Path processes = Path.of("/proc");
    assumeTrue(Files.isDirectory(processes.resolve("self")), "shows environments of processes");
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      Path process = processes.resolve(Long.toString(startedBy(apart).pid()));
      assertThat(process.resolve("environ"))
          .content(StandardCharsets.ISO_8859_1)
          .doesNotContain("HOME=", "USER=");
    }
  }

  @Test
  void doesNotBlameAnImageForOneKilledProcessAndLeavesNoneBehind() throws Exception {
    ProcessHandle second;
    try (var apart = IsolatedDecoder.open(COLOUR, DecodeLimits.DEFAULT)) {
      ProcessHandle first = startedBy(apart);
      first.destroyForcibly();
      first.onExit().get();

      second = startedBy(apart);
    }
    second.onExit().get();
  }

  /** The process that an image starts, which is decoded. */
  private static ProcessHandle startedBy(IsolatedDecoder apart) throws Exception {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    assertThat(apart.decode(JPEG)).isInstanceOf(DecodedImage.class);
    return ProcessHandle.current()
        .children()
        .filter(child -> !before.contains(child))
        .findFirst()
        .orElseThrow();
  }
}
