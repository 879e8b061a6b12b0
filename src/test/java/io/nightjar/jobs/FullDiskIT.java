package io.nightjar.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.ChildProcess;
import io.nightjar.ChildProcess.Ended;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night whose warehouse is full, on a small tmpfs that grows from run to run: a minute, asked for
 * with {@code -Dnightjar.long=true}. Only root may mount one.
 */
@EnabledIfSystemProperty(named = "nightjar.long", matches = "true")
final class FullDiskIT {
  private static final int IMAGES = 300;

  @TempDir private Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(mount("size=64k", "tmpfs") == 0, "may mount a file system");
    TestArchives.files(folder.resolve("archive"), IMAGES, 12, 9);
    TestBundles.bundle(TestBundles.model(), folder);
  }

  private int mount(String options, String source) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", options, source, disk.toString());
  }

  private int run(String... command) throws IOException, InterruptedException {
    return ChildProcess.of(folder, command).run().exitCode();
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  @Test
  void aNightEndsWithFiveAndTheNextOneIsWhole() throws Exception {
    for (int kilobytes = 64; kilobytes < 300; kilobytes *= 2) {
      assertThat(mount("remount,size=%dk".formatted(kilobytes), "tmpfs")).isZero();
      Ended ended = night();
      assertThat(ended.exitCode()).as("%d kB: %s", kilobytes, ended.err()).isEqualTo(5);
      assertThat(ended.err())
          .containsPattern("(No space left on device|database or disk is full).*safe to run again")
          .contains(disk + " (tmpfs), ");
    }
    assertThat(mount("remount,size=64m", "tmpfs")).isZero();

    Ended ended = night().succeeded();

    assertThat(ended.out()).containsPattern("new +" + IMAGES + "\\s");
    assertThat(night().succeeded().out()).containsPattern("unchanged +" + IMAGES + "\\s");
  }

  /** Where the run writes without asking for it. */
  @Test
  void sparksOwnFoldersAreNamedToo() throws Exception {
    TestArchives.files(folder.resolve("more"), 10 * IMAGES, 12, 9);
    Ended ended =
        Launcher.nightjar(folder)
            .run(
                "--master",
                "local[2]",
                "--spark",
                "spark.local.dir=" + disk,
                "train",
                "archive.path=" + folder.resolve("more"),
                "image.height=32",
                "image.width=32",
                "bundle=" + folder.resolve("full.bundle"));

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(5);
    assertThat(ended.err()).contains("spark.local.dir=" + disk, disk + " (tmpfs), ");
  }

  private Ended night() throws IOException, InterruptedException {
    return Launcher.nightjar(folder)
        .run(
            "--master",
            "local[2]",
            "embed",
            "archive.path=" + folder.resolve("archive"),
            "bundle=" + folder.resolve("test.bundle"),
            "catalog.warehouse=" + disk.resolve("lake"),
            "output.table=full.photos.vectors",
            "embed.chunk-images=50",
            "report.path=" + folder.resolve("report.json"));
  }
}
