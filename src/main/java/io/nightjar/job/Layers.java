package io.nightjar.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.nightjar.InvalidInputException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The layers that make up a configuration: defaults, then files, then {@code KEY=VALUE}. */
final class Layers {
  private Layers() {}

  /**
   * The configuration in which a later layer wins.
   *
   * @param files HOCON on local disk, the later ones winning
   * @param overrides {@code KEY=VALUE}, the values taken verbatim as text
   * @throws InvalidInputException if a file is missing or malformed or an override has no {@code =}
   */
  static Config merge(Config defaults, List<Path> files, List<String> overrides) {
    Config merged = ConfigFactory.empty();
    for (Path file : files) {
      merged = parse(file).withFallback(merged);
    }
    for (String override : overrides) {
      merged = override(merged, override);
    }
    try {
      return merged.withFallback(defaults).resolve();
    } catch (ConfigException e) {
      throw new InvalidInputException(oneLine(e), e);
    }
  }

  private static Config parse(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new InvalidInputException("Cannot read configuration %s: no such file".formatted(path));
    }
    File file = path.toFile();
    try {
      return ConfigFactory.parseFile(file, ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException e) {
      throw new InvalidInputException("Cannot read configuration " + oneLine(e), e);
    }
  }

  private static Config override(Config config, String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new InvalidInputException("%s: expected KEY=VALUE".formatted(override));
    }
    String path =
        ConfigUtil.joinPath(Arrays.asList(override.substring(0, equals).split("\\.", -1)));
    String value = override.substring(equals + 1);
    return config.withValue(path, ConfigValueFactory.fromAnyRef(value, "command line"));
  }

  /** The library's message without the advice that it sometimes adds on further lines. */
  private static String oneLine(ConfigException e) {
    return e.getMessage().lines().findFirst().orElse("malformed");
  }
}
