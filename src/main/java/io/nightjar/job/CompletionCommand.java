package io.nightjar.job;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code nightjar completion}: a script for bash and zsh that completes commands and keys. */
@CommandLine.Command(
    name = "completion",
    description = "Prints a script for bash and zsh: source <(nightjar completion)")
final class CompletionCommand implements Runnable {
  /** After a key comes its value, not a blank; zsh has no compopt and needs none. */
  private static final String WITHOUT_BLANK =
      """

      _nightjar_keys() {
        _complete_nightjar "$@"
        local code=$?
        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null
        return $code
      }
      complete -F _nightjar_keys -o default nightjar jobs/nightjar
      """;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash("nightjar", spec.root().commandLine()));
    out.print(WITHOUT_BLANK);
    out.flush();
  }
}
