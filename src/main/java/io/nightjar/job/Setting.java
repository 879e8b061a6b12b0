package io.nightjar.job;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.nightjar.KebabCase;
import io.nightjar.Secrets;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * A key's value in one run. Values from the command line are text, verbatim; a number, a list and
 * so on are read out of it here, as they are out of a file's typed values.
 */
record Setting(Key key, ConfigValue value) {
  static final String AUTO = "auto";

  private static final Pattern COMMA_OUTSIDE_BRACES = Pattern.compile(",(?![^{]*\\})");

  /** The value as text, unless it is empty. */
  Optional<String> given() {
    Object plain = value.unwrapped();
    if (plain instanceof String || plain instanceof Number || plain instanceof Boolean) {
      return Optional.of(plain.toString()).filter(text -> !text.isBlank());
    }
    throw expected("text");
  }

  /** The value as text that must be there. */
  String text() {
    return given().orElseThrow(this::missing);
  }

  boolean isAuto() {
    return AUTO.equals(value.unwrapped());
  }

  int integer(String expected) {
    try {
      return Math.toIntExact(longInteger(expected));
    } catch (ArithmeticException e) {
      throw expected(expected);
    }
  }

  long longInteger(String expected) {
    try {
      return number(expected).longValueExact();
    } catch (ArithmeticException e) {
      throw expected(expected);
    }
  }

  double decimal() {
    return number("a number").doubleValue();
  }

  private BigDecimal number(String expected) {
    Object plain = value.unwrapped();
    try {
      return new BigDecimal(plain.toString().strip());
    } catch (NumberFormatException e) {
      throw expected(expected);
    }
  }

  boolean flag() {
    return switch (value.unwrapped().toString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw expected("true or false");
    };
  }

  List<Integer> integers(String expected) {
    return elements(expected).stream()
        .map(element -> new Setting(key, element.withOrigin(value.origin())))
        .map(element -> element.integer(expected))
        .toList();
  }

  /** A list's elements, also of a list written as text: {@code [32,64]} or {@code 32,64}. */
  private List<ConfigValue> elements(String expected) {
    if (value instanceof ConfigList list) {
      return list;
    }
    String text = text().strip();
    String bracketed = text.startsWith("[") ? text : "[" + text + "]";
    try {
      return ConfigFactory.parseString("list = " + bracketed).getList("list");
    } catch (ConfigException e) {
      throw expected(expected);
    }
  }

  /** A list's elements as text, also of text: {@code *.jpg,*.{png,gif}}. */
  List<String> globs() {
    List<String> globs =
        value instanceof ConfigList list
            ? list.stream().map(element -> new Setting(key, element).text()).toList()
            : given().map(text -> List.of(COMMA_OUTSIDE_BRACES.split(text, -1))).orElse(List.of());
    return globs.stream().map(String::strip).filter(glob -> !glob.isEmpty()).toList();
  }

  /** The value in one spelling: {@code [16, 32.0]} and {@code 16,32} are equal. */
  String canonical() {
    Object plain = value.unwrapped();
    String text = plain instanceof Collection<?> list ? StringUtils.join(list, ",") : plain + "";
    return Arrays.stream(StringUtils.strip(text.strip(), "[]").split(",", -1))
        .map(String::strip)
        .map(Setting::canonicalNumber)
        .collect(Collectors.joining(","));
  }

  private static String canonicalNumber(String text) {
    try {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  <E extends Enum<E>> E choice(Class<E> type) {
    String text = text();
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> KebabCase.of(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> expected(choices(type)));
  }

  private static <E extends Enum<E>> String choices(Class<E> type) {
    String all =
        Arrays.stream(type.getEnumConstants()).map(KebabCase::of).collect(Collectors.joining(", "));
    return all.replaceFirst(", ([^,]*)$", " or $1");
  }

  /** For example {@code training.epochs: "many" (expected an integer)}. */
  SettingException expected(String what) {
    String rendered = value.render(ConfigRenderOptions.concise());
    String shown = Secrets.shown(key.name(), rendered);
    return new SettingException(
        key.name(), whereOf(value) + "%s: %s (expected %s)".formatted(key.name(), shown, what));
  }

  private SettingException missing() {
    String sentence = key.meaning().replaceFirst("\\.( .*)?$", "");
    String meaning = sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    String example =
        key.example().map(e -> "; for example %s=%s".formatted(key.name(), e)).orElse("");
    return new MissingSettingException(
        key.name(), whereOf(value) + "%s: missing (%s%s)".formatted(key.name(), meaning, example));
  }

  /** {@code conf/night.conf:3: } for a file's value, nothing for the command line's. */
  static String whereOf(ConfigValue value) {
    return Origin.of(value).place().map(place -> place + ": ").orElse("");
  }
}
