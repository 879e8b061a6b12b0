package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsoleWriterTest {
  private static final String RED = "\u001b[31mred\n";
  private static final String SHOWN = "\\u001b[31mred\\n";

  private final StringWriter shown = new StringWriter();
  private final ConsoleWriter out = new ConsoleWriter(new PrintWriter(shown));

  @Test
  void escapesWhatIsFilledIn() {
    out.printf("%s of %s, %,d%n%s%n", RED, Path.of("a", RED), 1024, Map.of(RED, 1));
    out.printf(Locale.ROOT, "%.1f %5s|%s%n", 0.5, "\u009b", null);
    assertThat(shown)
        .hasToString(SHOWN + " of a/" + SHOWN + ", 1,024\n{" + SHOWN + "=1}\n0.5 \\u009b|null\n");
  }

  @Test
  void printsALineAsOne() {
    out.println(RED);
    assertThat(shown).hasToString(SHOWN + "\n");
  }

  @Test
  void escapesAllButLinesInTextOfSeveral() {
    out.print("a\n\u202eb\u0007\n");
    out.print('\u001b');
    out.print(new char[] {'\u0085', 'c'});
    out.append("\u2028").write("x\u007fy", 1, 1);
    assertThat(shown).hasToString("a\n\\u202eb\\u0007\n\\u001b\\u0085c\\u2028\\u007f");
  }

  @Test
  void keepsATablesLinesAndNotItsCells() {
    Table table = new Table().row("distance", "uri").row("0", RED);
    out.printf("Nearest%n%s", table.indent(2));
    assertThat(shown.toString().lines().map(String::stripTrailing))
        .containsExactly("Nearest", "  distance  uri", "  0         " + SHOWN);
  }

  @Test
  void writesTheProgramsOwnTextUnchanged() {
    out.print("a ");
    out.unchanged().print("\u001b[1mbold");
    assertThat(shown).hasToString("a \u001b[1mbold");
  }

  @Test
  void errorsAreOneLineEach() {
    StringWriter err = new StringWriter();
    new Console(new PrintWriter(shown), new PrintWriter(err), null).say("no " + RED + "x");
    assertThat(err).hasToString("nightjar: no " + SHOWN + "x\n");
  }
}
