package io.nightjar.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.nightjar.InvalidInputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The layers that make up a configuration: defaults, then files, then {@code KEY=VALUE}. */
final class Layers {
  private Layers() {}

  /**
   * The configuration in which a later layer wins.
   *
   * @param files HOCON on local disk or standard input, the later ones winning
   * @param overrides {@code KEY=VALUE}, the values taken verbatim as text
   * @throws InvalidInputException if a file is missing or malformed or an override has no {@code =}
   */
  static Config merge(Config defaults, List<Path> files, List<String> overrides) {
    requirePairs(overrides);
    Config merged = ConfigFactory.empty();
    for (Path file : files) {
      merged = new ConfigFile(file).parse().withFallback(merged);
    }
    for (String override : overrides) {
      merged = override(merged, override);
    }
    try {
      return merged.withFallback(defaults).resolve();
    } catch (ConfigException e) {
      throw new InvalidInputException(ConfigFile.oneLine(e), e);
    }
  }

  private static void requirePairs(List<String> overrides) {
    List<String> odd =
        overrides.stream()
            .filter(override -> override.indexOf('=') < 1)
            .map(override -> "%s: expected KEY=VALUE".formatted(override))
            .toList();
    if (!odd.isEmpty()) {
      throw new MistakesException(odd);
    }
  }

  private static Config override(Config config, String override) {
    int equals = override.indexOf('=');
    String path =
        ConfigUtil.joinPath(Arrays.asList(override.substring(0, equals).split("\\.", -1)));
    String value = override.substring(equals + 1);
    return config.withValue(path, ConfigValueFactory.fromAnyRef(value, Origin.COMMAND_LINE));
  }
}
