package io.nightjar.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Finds the brace, bracket or quote of a HOCON text that is opened and not closed. The parser says
 * only where it noticed: at the text's end.
 */
final class OpenBrackets {
  private static final String TRIPLE = "\"\"\"";

  private final String text;
  private final Deque<Opened> open = new ArrayDeque<>();
  private int at;
  private int line = 1;

  /** What is opened, and the line on which it is. */
  private record Opened(char sign, int line) {}

  private OpenBrackets(String text) {
    this.text = text;
  }

  /**
   * The innermost that is open at the text's end, or is closed by another's end.
   *
   * @return for example "3: the bracket [ is never closed"; empty if all are closed
   */
  static Optional<String> in(String text) {
    return new OpenBrackets(text).find().map(OpenBrackets::told);
  }

  private static String told(Opened opened) {
    String sign =
        switch (opened.sign()) {
          case '{' -> "brace {";
          case '[' -> "bracket [";
          default -> "quote \"";
        };
    return "%d: the %s is never closed".formatted(opened.line(), sign);
  }

  private Optional<Opened> find() {
    for (; at < text.length(); at++) {
      Optional<Opened> fault = step();
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.ofNullable(open.peek());
  }

  private Optional<Opened> step() {
    char sign = text.charAt(at);
    switch (sign) {
      case '\n' -> line++;
      case '#' -> toEndOfLine();
      case '/' -> {
        if (text.startsWith("//", at)) {
          toEndOfLine();
        }
      }
      case '{', '[' -> open.push(new Opened(sign, line));
      case '}', ']' -> {
        return close(sign == '}' ? '{' : '[');
      }
      case '"' -> {
        return quote();
      }
      default -> {}
    }
    return Optional.empty();
  }

  /** An end without a beginning is the parser's to tell: it knows where that is. */
  private Optional<Opened> close(char beginning) {
    Opened last = open.peek();
    if (last != null && last.sign() != beginning) {
      return Optional.of(last);
    }
    open.poll();
    return Optional.empty();
  }

  /** Stops at the sign before the line's end, which is then counted. */
  private void toEndOfLine() {
    int end = text.indexOf('\n', at);
    at = (end < 0 ? text.length() : end) - 1;
  }

  private Optional<Opened> quote() {
    Opened quote = new Opened('"', line);
    return text.startsWith(TRIPLE, at) ? tripleQuote(quote) : singleQuote(quote);
  }

  private Optional<Opened> tripleQuote(Opened quote) {
    int end = text.indexOf(TRIPLE, at + TRIPLE.length());
    if (end < 0) {
      return Optional.of(quote);
    }
    line += (int) text.substring(at, end).chars().filter(sign -> sign == '\n').count();
    // Quotes beyond three at the end are the text's own.
    at = end + TRIPLE.length() - 1;
    while (text.startsWith("\"", at + 1)) {
      at++;
    }
    return Optional.empty();
  }

  private Optional<Opened> singleQuote(Opened quote) {
    for (at++; at < text.length() && text.charAt(at) != '\n'; at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == '"') {
        return Optional.empty();
      }
    }
    return Optional.of(quote);
  }
}
