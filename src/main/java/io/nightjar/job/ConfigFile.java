package io.nightjar.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.nightjar.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code --config} names.
 *
 * @param path a file or pipe on local disk, or {@code -} for standard input
 */
record ConfigFile(Path path) {
  private static final String STANDARD_INPUT = "-";

  /**
   * Parses it as HOCON; substitutions are left.
   *
   * @throws InvalidInputException if it cannot be read, or with the line that is at fault
   */
  Config parse() {
    String text = text();
    try {
      // A file may include others that lie beside it.
      return !isStandardInput() && Files.isRegularFile(path)
          ? ConfigFactory.parseFile(path.toFile())
          : ConfigFactory.parseString(
              text, ConfigParseOptions.defaults().setOriginDescription(name()));
    } catch (ConfigException e) {
      Optional<String> open = OpenBrackets.in(text);
      throw new InvalidInputException(
          "Cannot read configuration "
              + open.map(line -> name() + ":" + line).orElseGet(() -> oneLine(e)),
          e);
    }
  }

  private boolean isStandardInput() {
    return path.toString().equals(STANDARD_INPUT);
  }

  private String name() {
    return isStandardInput() ? "standard input" : path.toString();
  }

  private String text() {
    if (!isStandardInput() && (!Files.exists(path) || Files.isDirectory(path))) {
      throw unreadable("no such file", null);
    }
    try {
      return isStandardInput()
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(path);
    } catch (CharacterCodingException e) {
      throw unreadable("it is not in UTF-8", e);
    } catch (IOException e) {
      throw unreadable("it cannot be read", e);
    }
  }

  private InvalidInputException unreadable(String reason, IOException cause) {
    return new InvalidInputException(
        "Cannot read configuration %s: %s".formatted(name(), reason), cause);
  }

  /** The library's message without the advice that it sometimes adds on further lines. */
  static String oneLine(ConfigException e) {
    return e.getMessage().lines().findFirst().orElse("malformed");
  }
}
