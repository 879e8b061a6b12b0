package io.nightjar.job;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value comes from.
 *
 * @param description for people: {@code reference.conf}, {@code conf/night.conf:3}, {@code command
 *     line}, {@code env var HOME}
 * @param place the part of it that is a file and line to mend; none for the others
 */
record Origin(String description, Optional<String> place) {
  static final String COMMAND_LINE = "command line";
  static final String REFERENCE = "reference.conf";

  /** As the library tells what was no file of its own. */
  private static final Pattern LINE =
      Pattern.compile("(?:merge of )?([^,]*): (\\d+)(?:,.*)?", Pattern.DOTALL);

  static Origin of(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    Matcher line = LINE.matcher(origin.description());
    if (origin.description().startsWith(REFERENCE)) {
      return new Origin(REFERENCE, Optional.empty());
    }
    if (origin.filename() != null) {
      return in(origin.filename() + ":" + origin.lineNumber());
    }
    return line.matches()
        ? in(line.group(1) + ":" + line.group(2))
        : new Origin(origin.description(), Optional.empty());
  }

  private static Origin in(String place) {
    return new Origin(place, Optional.of(place));
  }

  boolean isCommandLine() {
    return description.equals(COMMAND_LINE);
  }
}
