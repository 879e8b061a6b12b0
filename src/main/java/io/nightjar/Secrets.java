package io.nightjar;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not be shown or kept: values of keys that are named like secrets, and the same within
 * text, such as a password in a URL.
 *
 * @param values that are secret wherever they appear, the longest first
 */
public record Secrets(List<String> values) {
  /** Knows no values; masks by names and URLs only. */
  public static final Secrets NONE = new Secrets(List.of());

  /** Stands in a secret's place. */
  public static final String MASK = "***";

  /** Keys that are secret, as a regular expression that finds a part of the name. */
  public static final String KEYS =
      "(?i)secret|password|passwd|passphrase|token|credential|access[._-]?key|api[._-]?key"
          + "|private[._-]?key|account[._-]?key|encryption[._-]?key|[._-]sas(?:[._-]|$)|signature";

  /** Shorter ones stand in other words by chance. */
  private static final int SHORTEST = 4;

  private static final Pattern KEY = Pattern.compile(KEYS);

  /** Ends of names that tell where a secret comes from, not what it is. */
  private static final Pattern SOURCE =
      Pattern.compile("(?i)[._-](provider|class|impl|type|file|path|location|enabled|service)$");

  /** Of {@code scheme://user:password@host}; a password may hold any sign but a slash. */
  private static final Pattern USER_INFO =
      Pattern.compile("([a-zA-Z][\\w+.-]*://[^\\s/:@\"']*:)[^\\s/\"']*(?=@)");

  /** Of {@code name=value} and {@code "name":"value"}, for example in a URL's query. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)([\\w.-]*(?:"
              + KEYS.replace("(?i)", "")
              + "|\\bpwd|\\bsig)[\\w.-]*)((?:\"?\\s*=|\"\\s*:)\\s*)"
              + "(?:\"[^\"]*\"|'[^']*'|[^\\s&;,\"')\\]}]+)");

  public Secrets {
    values =
        values.stream()
            .filter(value -> value.length() >= SHORTEST)
            .sorted((one, other) -> Integer.compare(other.length(), one.length()))
            .distinct()
            .toList();
  }

  /** The secret ones among settings, by their full keys. */
  public static Secrets among(Collection<Map.Entry<String, String>> settings) {
    return new Secrets(
        settings.stream()
            .filter(setting -> isSecret(setting.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  /** Whether a key's value is a secret, by the key's name. */
  public static boolean isSecret(String key) {
    return KEY.matcher(key).find() && !SOURCE.matcher(key).find();
  }

  /** A key's value as it may be shown and kept. */
  public static String shown(String key, String value) {
    return isSecret(key) ? MASK : NONE.masked(value);
  }

  /** Text as it may be shown and kept. */
  public String masked(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("$1" + MASK);
    masked = PAIR.matcher(masked).replaceAll(Secrets::maskedPair);
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }

  private static String maskedPair(MatchResult pair) {
    String name = pair.group(1);
    return Matcher.quoteReplacement(
        SOURCE.matcher(name).find() ? pair.group() : name + pair.group(2) + MASK);
  }
}
