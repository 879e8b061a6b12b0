package io.nightjar.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.nightjar.InvalidInputException;
import io.nightjar.Secrets;
import io.nightjar.archive.ArchivePath;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A run's configuration: {@code reference.conf} < {@code --config} files < {@code KEY=VALUE}, read
 * by type.
 *
 * <p>Every method takes the full name of a key of {@code reference.conf} and throws {@link
 * InvalidInputException} if the value is missing or of another type, in one line that names the
 * key, for a file's value with file and line.
 */
public final class Settings {
  /** Under these any key goes: they are handed on to libraries that have keys of their own. */
  private static final List<String> FREE_FORM = List.of("catalog.properties.");

  private final ReferenceKeys keys;
  private final Config config;

  /** Names that have been asked for, and free prefixes. */
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private Settings(ReferenceKeys keys, Config config) {
    this.keys = keys;
    this.config = config;
  }

  /**
   * Lays the layers over each other. Unknown keys pass until {@link Mistakes}.
   *
   * @param files HOCON on local disk or {@code -} for standard input, the later ones winning
   * @param overrides {@code KEY=VALUE}; text goes without quotes, lists without brackets
   * @throws InvalidInputException if a file is missing or malformed or an override has no {@code =}
   */
  public static Settings of(List<java.nio.file.Path> files, List<String> overrides) {
    ReferenceKeys keys = ReferenceKeys.load();
    return new Settings(keys, Layers.merge(keys.defaults(), files, overrides));
  }

  /** A line for each key that does not exist: where it stands, and the nearest one that does. */
  List<String> unknown() {
    return named()
        .filter(entry -> !isKnown(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                "%sUnknown key %s (did you mean %s?)"
                    .formatted(
                        Setting.whereOf(entry.getValue()),
                        entry.getKey(),
                        keys.nearest(entry.getKey())))
        .toList();
  }

  private boolean isKnown(String name) {
    return keys.contains(name) || FREE_FORM.stream().anyMatch(name::startsWith);
  }

  /**
   * A line for each value that is what a secret is shown as, by what was printed and given back.
   */
  List<String> masks() {
    return named()
        .filter(entry -> Secrets.MASK.equals(entry.getValue().unwrapped()))
        .map(
            entry ->
                "%s%s: %s stands for a secret that was not shown: give the secret"
                    .formatted(Setting.whereOf(entry.getValue()), entry.getKey(), Secrets.MASK))
        .sorted()
        .toList();
  }

  /**
   * A line for each key of the command line that is another command's. Those of files may be: one
   * file serves several commands.
   */
  List<String> foreign(Command command) {
    return onCommandLine()
        .filter(name -> !command.keys().contains(name))
        .map(name -> "%s: not a key of %s: leave it out".formatted(name, command.name()))
        .toList();
  }

  /**
   * A line for each of a command's keys on the command line that these settings have not been asked
   * for, although the command has read all that it will use.
   */
  List<String> unused(Command command) {
    return onCommandLine()
        .filter(command.keys()::contains)
        .filter(name -> !isRead(name))
        .map(
            name ->
                "%s: %s does not use it beside the other keys%s: leave it out"
                    .formatted(name, command.name(), inShort(name)))
        .toList();
  }

  private boolean isRead(String name) {
    return read.contains(name)
        || FREE_FORM.stream().filter(read::contains).anyMatch(name::startsWith);
  }

  private String inShort(String name) {
    return keys.contains(name) ? " (" + keys.get(name).inShort() + ")" : "";
  }

  /** The keys on the command line that exist, in order. */
  private Stream<String> onCommandLine() {
    return named()
        .filter(entry -> Origin.of(entry.getValue()).isCommandLine())
        .map(Map.Entry::getKey)
        .filter(this::isKnown)
        .sorted();
  }

  private Stream<Map.Entry<String, ConfigValue>> named() {
    return config.entrySet().stream()
        .map(entry -> Map.entry(ReferenceKeys.nameOf(entry.getKey()), entry.getValue()));
  }

  /** These settings, of which nothing has been read yet. */
  Settings unread() {
    return new Settings(keys, config);
  }

  /**
   * These settings with another value for a key: its example in place of what was given, or its
   * default if it has none or had that already.
   */
  Settings mended(String name) {
    Key key = keys.get(name);
    Object value = setting(name).value().unwrapped();
    ConfigValue mend =
        key.example()
            .filter(example -> !example.equals(value))
            .map(Settings::text)
            .orElse(key.reference());
    return new Settings(keys, config.withValue(name, mend));
  }

  private static ConfigValue text(String text) {
    return ConfigValueFactory.fromAnyRef(text);
  }

  /** Whether other keys may be used or not by what this one says: whether it is a choice. */
  boolean decides(String name) {
    ConfigValue reference = keys.get(name).reference();
    return reference.valueType() == ConfigValueType.BOOLEAN
        || (reference.valueType() == ConfigValueType.STRING && !reference.unwrapped().equals(""));
  }

  /** The key that an error is about, if it is about one. */
  Optional<String> keyOf(InvalidInputException error) {
    return error instanceof SettingException setting
        ? Optional.of(setting.key())
        : leadingKey(error.getMessage());
  }

  private Optional<String> leadingKey(String message) {
    String first = StringUtils.substringBefore(message, ":");
    return Optional.of(first).filter(keys::contains);
  }

  /** The values of all of a command's keys, by name, libraries' own last. */
  Map<String, ConfigValue> effective(CommandKeys wanted) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    keys.under(wanted.all()).forEach(key -> values.put(key.name(), setting(key.name()).value()));
    named()
        .filter(entry -> wanted.contains(entry.getKey()) && !keys.contains(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  /** Text that must not be empty. */
  public String string(String key) {
    return setting(key).text();
  }

  /** Text, or nothing if the key is empty. */
  public Optional<String> optionalString(String key) {
    return setting(key).given();
  }

  /** A Hadoop path that must not be empty. */
  public Path path(String key) {
    setting(key).text();
    return optionalPath(key).orElseThrow();
  }

  /** A Hadoop path, or nothing if the key is empty. */
  public Optional<Path> optionalPath(String key) {
    try {
      return setting(key).given().map(Path::new);
    } catch (IllegalArgumentException e) {
      throw setting(key)
          .expected("a path, in which a colon (:) ends a scheme like hdfs or comes after a slash");
    }
  }

  /** A path to read from, by whatever name it has, or nothing if the key is empty. */
  public Optional<Path> optionalInput(String key, Configuration hadoop) {
    try {
      return setting(key).given().map(text -> ArchivePath.of(text, hadoop));
    } catch (IllegalArgumentException e) {
      throw setting(key).expected("a path");
    }
  }

  /** A Hadoop path that something can be written to, which must not be empty. */
  public Path outputPath(String key) {
    setting(key).text();
    return optionalOutputPath(key).orElseThrow();
  }

  /**
   * A Hadoop path that something can be written to, or nothing if the key is empty. A colon in its
   * last name is refused: Hadoop takes what stands before it for a scheme wherever a name is made
   * from another one, as that of a checksum's file or of the rejects beside their rows.
   */
  public Optional<Path> optionalOutputPath(String key) {
    Optional<Path> path = optionalPath(key);
    if (path.isPresent() && path.get().getName().contains(":")) {
      throw setting(key).expected("a name without a colon (:), which Hadoop cannot write");
    }
    return path;
  }

  /** A whole number of 32 bits. */
  public int integer(String key) {
    return setting(key).integer("an integer");
  }

  /** A whole number of 64 bits. */
  public long longInteger(String key) {
    return setting(key).longInteger("an integer");
  }

  /** A finite number. */
  public double decimal(String key) {
    return setting(key).decimal();
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    return setting(key).flag();
  }

  /** Whole numbers: a list, or on the command line also {@code 32,64}. */
  public List<Integer> integers(String key) {
    return setting(key).integers("a list of integers");
  }

  /** Patterns of names: a list, or text with commas between them; none if the key is empty. */
  public List<String> globs(String key) {
    return setting(key).globs();
  }

  /** A whole number, or nothing for {@code auto}. */
  public OptionalInt integerOrAuto(String key) {
    Setting setting = setting(key);
    return setting.isAuto()
        ? OptionalInt.empty()
        : OptionalInt.of(setting.integer("auto or an integer"));
  }

  /** Whole numbers, or nothing for {@code auto}. */
  public Optional<List<Integer>> integersOrAuto(String key) {
    Setting setting = setting(key);
    return setting.isAuto()
        ? Optional.empty()
        : Optional.of(setting.integers("auto or a list of integers"));
  }

  /** One of an enum's constants, written in kebab-case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return setting(key).choice(type);
  }

  /** What is given under a prefix whose keys are a library's own: by their names there. */
  public SortedMap<String, String> freeForm(String prefix) {
    read.add(prefix);
    SortedMap<String, String> values = new TreeMap<>();
    config.entrySet().stream()
        .filter(entry -> ReferenceKeys.nameOf(entry.getKey()).startsWith(prefix))
        .forEach(
            entry ->
                values.put(
                    ReferenceKeys.nameOf(entry.getKey()).substring(prefix.length()),
                    entry.getValue().unwrapped().toString()));
    return values;
  }

  /** What libraries are handed that have keys of their own, by full keys. */
  SortedMap<String, String> handedOn() {
    SortedMap<String, String> values = new TreeMap<>();
    for (String prefix : FREE_FORM) {
      freeForm(prefix).forEach((key, value) -> values.put(prefix + key, value));
    }
    return values;
  }

  /** Every key under the prefixes, with its value in one spelling, to be kept: without secrets. */
  SortedMap<String, String> canonical(Collection<String> prefixes) {
    SortedMap<String, String> values = new TreeMap<>();
    keys.under(prefixes)
        .forEach(
            key ->
                values.put(key.name(), Secrets.shown(key.name(), setting(key.name()).canonical())));
    return values;
  }

  /**
   * Builds a record out of the keys under a prefix, giving its complaint their full name: {@code
   * epochs: 0 (expected 1 or more)} becomes {@code training.epochs: 0 (expected 1 or more)}.
   *
   * @throws InvalidInputException if building throws {@link IllegalArgumentException}
   */
  public <T> T checked(String prefix, Supplier<T> building) {
    try {
      return building.get();
    } catch (IllegalArgumentException e) {
      throw refused(prefix + "." + e.getMessage(), e);
    }
  }

  private InvalidInputException refused(String message, IllegalArgumentException cause) {
    Optional<String> key = leadingKey(message);
    return key.isPresent()
        ? new SettingException(
            key.get(), Setting.whereOf(setting(key.get()).value()) + message, cause)
        : new InvalidInputException(message, cause);
  }

  /**
   * Checks what several keys under a prefix must be to each other, or to a bundle.
   *
   * @throws InvalidInputException if the check throws {@link IllegalArgumentException}
   */
  public void require(String prefix, Runnable check) {
    checked(
        prefix,
        () -> {
          check.run();
          return this;
        });
  }

  private Setting setting(String name) {
    Key key = keys.get(name);
    read.add(name);
    // A file's null takes a default away.
    ConfigValue value =
        config.hasPath(name)
            ? config.getValue(name)
            : ConfigValueFactory.fromAnyRef("", "taken away by null");
    return new Setting(key, value);
  }
}
