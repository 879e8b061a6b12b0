package io.nightjar.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** One of Nightjar's commands. */
public interface Command {
  /** As on the command line, for example {@code train}. */
  String name();

  /** What it does: one sentence. */
  String summary();

  /** The keys that it uses. */
  CommandKeys keys();

  /** A command line that works, without the program's name. */
  String example();

  /** The keys of paths that it reads, in which it must not write. */
  default List<String> inputs() {
    return keys().contains("archive.path") ? List.of("archive.path") : List.of();
  }

  /**
   * Reads every setting that {@link #run} will use, and nothing else, so that all mistakes are told
   * before any work is done. What is not read here is refused on the command line.
   *
   * @throws io.nightjar.InvalidInputException at the first value that is at fault
   */
  void check(Settings settings);

  /**
   * What it writes, which is checked before {@link #run} and beside which the run report goes;
   * empty if it writes nothing. It is for {@link #run} to {@link OutputDirectory#clear} it.
   *
   * @throws io.nightjar.InvalidInputException if the key that names it is missing
   */
  default Optional<OutputDirectory> output(Settings settings) {
    return Optional.empty();
  }

  /**
   * What the run report goes beside, unless {@code report.path} says otherwise; empty if there is
   * no such place. A run that is refused while nothing is there writes no report.
   */
  default Optional<Path> reportBeside(Settings settings) {
    return output(settings).map(OutputDirectory::path);
  }

  /** What the report's name has after that of {@link #reportBeside}. */
  default String reportSuffix() {
    return "";
  }

  /**
   * Tidies up what a killed run has left of an output that is finished; called before {@link #run},
   * and also where that is not called because finished output is there and is not to be replaced.
   *
   * @throws IOException when the file system fails
   */
  default void tidy(CommandContext context) throws IOException {}

  /**
   * Does it.
   *
   * @throws io.nightjar.InvalidInputException what the user can mend: exit code 2
   * @throws io.nightjar.CheckFailedException nothing was published: exit code 3
   * @throws Exception anything else, see {@link Failure}
   */
  void run(CommandContext context) throws Exception;
}
