package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be read, told in one line, or in one for each mistake. */
final class ParameterErrors {
  private static final String DASHES = "--";

  private ParameterErrors() {}

  static InvalidInputException explained(ParameterException e) {
    CommandLine line = e.getCommandLine();
    boolean commandExpected = !line.getSubcommands().isEmpty();
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (commandExpected && !first.startsWith("-")) {
        return unknownCommand(first, line.getSubcommands().keySet());
      }
      List<String> dashed = dashedKeys(line, unmatched.getUnmatched());
      if (!dashed.isEmpty()) {
        return new MistakesException(dashed);
      }
    }
    String firstLine = e.getMessage().lines().findFirst().orElse("");
    String help = line.getCommandSpec().qualifiedName() + " --help";
    return new InvalidInputException("%s (see %s)".formatted(firstLine, help), e);
  }

  /** A line for each key that was written as an option, if all that is wrong are such. */
  private static List<String> dashedKeys(CommandLine line, List<String> unmatched) {
    List<String> given = line.getParseResult().originalArgs();
    List<String> told = new ArrayList<>();
    for (String argument : unmatched) {
      Optional<String> pair = pair(argument, given);
      if (pair.isEmpty()) {
        return List.of();
      }
      told.add("%s: drop the dashes: %s".formatted(argument, BashWords.line(pair.get())));
    }
    return told;
  }

  /** For example {@code archive.path=x} for {@code --archive.path=x} or {@code --archive.path}. */
  private static Optional<String> pair(String argument, List<String> given) {
    String bare = argument.substring(argument.startsWith(DASHES) ? DASHES.length() : 0);
    int equals = bare.indexOf('=');
    String key = equals < 0 ? bare : bare.substring(0, equals);
    if (bare.equals(argument) || !isLikeAKey(key)) {
      return Optional.empty();
    }
    return Optional.of(equals < 0 ? key + "=" + after(argument, given) : bare);
  }

  private static boolean isLikeAKey(String key) {
    return key.contains(".") || ReferenceKeys.load().contains(key);
  }

  /** What stands behind the argument, unless that is another one. */
  private static String after(String argument, List<String> given) {
    return IntStream.range(0, given.size() - 1)
        .filter(i -> given.get(i).equals(argument))
        .mapToObj(i -> given.get(i + 1))
        .filter(next -> !next.startsWith("-") && !next.contains("="))
        .findFirst()
        .orElse("…");
  }

  static InvalidInputException unknownCommand(String name, Collection<String> commands) {
    return new InvalidInputException(
        "Unknown command %s (did you mean %s?)".formatted(name, Nearest.to(name, commands)));
  }

  static InvalidInputException missingCommand() {
    return new InvalidInputException("Which command? See nightjar --help");
  }
}
