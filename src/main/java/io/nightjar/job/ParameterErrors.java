package io.nightjar.job;

import io.nightjar.InvalidInputException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be read, told in one line. */
final class ParameterErrors {
  private ParameterErrors() {}

  static InvalidInputException explained(ParameterException e) {
    CommandLine line = e.getCommandLine();
    boolean commandExpected = !line.getSubcommands().isEmpty();
    if (commandExpected && e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (!first.startsWith("-")) {
        return unknownCommand(first, line);
      }
    }
    String firstLine = e.getMessage().lines().findFirst().orElse("");
    String help = line.getCommandSpec().qualifiedName() + " --help";
    return new InvalidInputException("%s (see %s)".formatted(firstLine, help), e);
  }

  private static InvalidInputException unknownCommand(String name, CommandLine line) {
    String nearest = Nearest.to(name, List.copyOf(line.getSubcommands().keySet()));
    return new InvalidInputException(
        "Unknown command %s (did you mean %s?)".formatted(name, nearest));
  }

  static InvalidInputException missingCommand() {
    return new InvalidInputException("Which command? See nightjar --help");
  }
}
