package io.nightjar.job;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * What ended a run, and what the run was given.
 *
 * @param chain what was thrown and its causes, the outermost first
 */
record Thrown(List<Throwable> chain, Given given) {
  Thrown {
    chain = List.copyOf(chain);
  }

  /** Takes it apart. */
  static Thrown of(Throwable thrown, Given given) {
    return new Thrown(ExceptionUtils.getThrowableList(thrown), given);
  }

  /** Looks for the setting that is at fault. */
  RefusedSettings settings() {
    return new RefusedSettings(given.settings());
  }

  /** Whether any of it is of this type. */
  boolean is(Class<? extends Throwable> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  /** The innermost of these. */
  Optional<Throwable> last(Predicate<Throwable> wanted) {
    return chain.stream().filter(wanted).reduce((outer, inner) -> inner);
  }

  /** The innermost of all. */
  Throwable root() {
    return chain.get(chain.size() - 1);
  }

  /** What they say, whole; in a task's Spark has put its stack trace. */
  Stream<String> messages() {
    return chain.stream().map(Throwable::getMessage).filter(message -> message != null);
  }

  /** Where a pattern is found in the first lines of what those of a type say. */
  Stream<MatchResult> matches(Class<? extends Throwable> type, Pattern pattern) {
    return chain.stream()
        .filter(type::isInstance)
        .flatMap(thrown -> pattern.matcher(said(thrown)).results());
  }

  /** The first line of what it says, or nothing. */
  static String said(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  /** For example {@code FileNotFoundException: File out/x does not exist}. */
  static String named(Throwable thrown) {
    String said = said(thrown);
    return thrown.getClass().getSimpleName() + (said.isEmpty() ? "" : ": " + said);
  }
}
