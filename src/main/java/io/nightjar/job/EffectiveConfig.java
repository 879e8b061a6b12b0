package io.nightjar.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.nightjar.Printable;
import io.nightjar.Secrets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command's configuration as HOCON that gives the same again, with where each value comes from.
 * Secrets are left out: their lines are comments.
 *
 * @param missing a line for each key that the command asks for and has not been given
 */
record EffectiveConfig(Command command, Settings settings, List<String> missing) {
  @Override
  public String toString() {
    String lines =
        settings.effective(command.keys()).entrySet().stream()
            .map(entry -> line(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return "# nightjar %s%n".formatted(command.name())
        + missing.stream().map("# %s%n"::formatted).collect(Collectors.joining())
        + lines;
  }

  private static String line(String name, ConfigValue value) {
    String rendered = value.render(ConfigRenderOptions.concise());
    String shown = Secrets.shown(name, rendered);
    String pair = ConfigUtil.joinPath(Arrays.asList(name.split("\\.", -1))) + " = " + shown;
    String origin = Origin.of(value).description();
    String text =
        shown.equals(rendered)
            ? "%s # %s".formatted(pair, origin)
            : "# %s # %s; a secret: give it again".formatted(pair, origin);
    return Printable.line(text) + System.lineSeparator();
  }
}
