package io.nightjar.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Expectations;
import io.nightjar.FolderTree;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.bundle.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes of the command lines in {@code mistakes.txt}, which tells how they are written, is
 * what stands there; and whatever a command refuses, the folders around are afterwards as they
 * were.
 */
final class MistakesIT {
  private static final Path FILE = Path.of("src/test/resources/io/nightjar/job/mistakes.txt");
  private static final String PROMPT = "$";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");
  private static final Pattern RUN_ID = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");
  private static final Pattern MACHINE = Pattern.compile("a machine of [\\d.]+");

  @TempDir private static Path folder;

  @BeforeAll
  static void writeInputs() throws IOException {
    SharedSpark.session(); // else each command would start one
    TestArchives.files(folder.resolve("photos"), 3, 12, 8);
    TestArchives.broken(folder.resolve("wrecks"));
    Files.createDirectories(folder.resolve("nothing"));
    Files.createDirectories(folder.resolve("there"));
    TestArchives.write(folder.resolve("texts/notes.txt"), "no image".getBytes(UTF_8));
    Files.writeString(folder.resolve("file"), "a file\n");
    Files.writeString(folder.resolve("syntax.conf"), "training { epochs = 3\n");
    Files.writeString(folder.resolve("unknown.conf"), "training.epoch = 3\n");
    TestBundles.bundle(TestBundles.model(), folder);
    Path changed = folder.resolve("changed.bundle");
    FolderTree.copy(folder.resolve("test.bundle"), changed);
    Files.writeString(changed.resolve("manifest.json"), " ", StandardOpenOption.APPEND);
    new Terminal()
        .succeed(
            "embed",
            "archive.path=" + folder.resolve("photos"),
            "bundle=" + folder.resolve("test.bundle"),
            "output.path=" + folder.resolve("rows"));
  }

  @Test
  void eachComesToItsExitCodeAndItsLineAndLeavesNothing() throws IOException {
    Map<String, Integer> before = FolderTree.of(folder);
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith("#")) {
        lines.add(line);
      } else if (line.startsWith(PROMPT)) {
        lines.add(line);
        lines.add(outcome(line.substring(PROMPT.length())));
        assertThat(FolderTree.of(folder)).as(line).isEqualTo(before);
      }
    }

    Expectations.of(FILE).holds(String.join("\n", lines) + "\n");
  }

  /** The exit code and the last line of standard error, or of standard output if that is empty. */
  private static String outcome(String line) {
    String[] words =
        WORD.matcher(line)
            .results()
            .map(MistakesIT::word)
            .map(word -> word.replace("@/", folder + "/"))
            .toArray(String[]::new);
    CommandRun run = new CommandRun();
    int code = run.execute(words);
    String shown = run.err().isEmpty() ? run.out() : run.err();
    String last = shown.lines().reduce("", (former, latter) -> latter);
    return code + " " + placeless(last);
  }

  private static String word(MatchResult found) {
    return found.group(1) == null ? found.group() : found.group(1);
  }

  /** Without what is another one each time and on each machine. */
  private static String placeless(String line) {
    String shown = line.replace(folder.toString(), "@");
    return MACHINE.matcher(RUN_ID.matcher(shown).replaceAll("RUN")).replaceAll("a machine of N");
  }
}
