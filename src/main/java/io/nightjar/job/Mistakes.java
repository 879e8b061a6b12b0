package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Every mistake of a configuration that can be seen without looking at the world: keys that do not
 * exist, that the command does not use, that are missing, and values that are no value of theirs.
 *
 * <p>Reading stops at the first value that is at fault. It is put right, by its example or its
 * default, and all is read again, until nothing more is found. What is said of several values
 * together waits until each of them is right by itself.
 */
final class Mistakes {
  /** By its example and by its default. */
  private static final int MOST_MENDS = 2;

  private final Command command;
  private final Settings given;
  private final List<String> lines = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> mended = new ArrayList<>();

  private Mistakes(Command command, Settings given) {
    this.command = command;
    this.given = given;
  }

  /**
   * Checks a command's settings.
   *
   * @throws MistakesException if there is any mistake, with a line for each
   */
  static void requireNone(Command command, Settings settings) {
    List<String> lines = new Mistakes(command, settings).find();
    if (!lines.isEmpty()) {
      throw new MistakesException(lines);
    }
  }

  /**
   * Checks all but that nothing is missing.
   *
   * @return a line for each key that is
   * @throws MistakesException if there is any other mistake
   */
  static List<String> missing(Command command, Settings settings) {
    Mistakes mistakes = new Mistakes(command, settings);
    List<String> others = new ArrayList<>(mistakes.find());
    others.removeAll(mistakes.missing);
    if (!others.isEmpty()) {
      throw new MistakesException(others);
    }
    return mistakes.missing;
  }

  private List<String> find() {
    lines.addAll(given.unknown());
    lines.addAll(given.masks());
    lines.addAll(given.foreign(command));
    read(given.unread());
    return lines;
  }

  private void read(Settings settings) {
    try {
      settings.optionalOutputPath("report.path");
      command.check(settings);
    } catch (InvalidInputException e) {
      Optional<String> key = given.keyOf(e);
      key.ifPresentOrElse(name -> tell(name, e), () -> lines.add(e.getMessage()));
      key.filter(name -> Collections.frequency(mended, name) <= MOST_MENDS)
          .map(settings::mended)
          .ifPresent(this::read);
      return;
    }
    // Which keys are used may hang on a value that was put right.
    if (mended.stream().noneMatch(this::decides)) {
      lines.addAll(settings.unused(command));
    }
  }

  private boolean decides(String key) {
    return given.decides(key)
        || command.keys().required().stream()
            .anyMatch(keys -> keys.contains(CommandKeys.OR) && keys.contains(key));
  }

  private void tell(String key, InvalidInputException mistake) {
    if (!mended.contains(key)
        && (isOfOneKey(mistake) || mended.stream().noneMatch(names(mistake)))) {
      lines.add(mistake.getMessage());
      if (mistake instanceof MissingSettingException) {
        missing.add(mistake.getMessage());
      }
    }
    mended.add(key);
  }

  /**
   * What is missing or cannot be read is, whatever the other keys say. A range may hang on them.
   */
  private static boolean isOfOneKey(InvalidInputException mistake) {
    return mistake instanceof SettingException && mistake.getCause() == null;
  }

  /** Whether a mistake speaks of a key, by its full name or within its group. */
  private static Predicate<String> names(InvalidInputException mistake) {
    return key ->
        Pattern.compile(
                "(?<![\\w-])"
                    + Pattern.quote(key.substring(key.lastIndexOf('.') + 1))
                    + "(?![\\w-])")
            .matcher(mistake.getMessage())
            .find();
  }
}
