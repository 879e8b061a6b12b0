package io.nightjar.embedding.night;

import io.nightjar.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table's name as users write it: {@code catalog.namespace.name}, of two namespaces or more too.
 *
 * @param catalog what the session calls it
 * @param namespace one level or more
 * @param table within it
 */
public record TableName(String catalog, List<String> namespace, String table) {
  private static final String REJECTS = "_rejects";
  private static final Pattern ODD_SIGN = Pattern.compile("[^\\w.-]");

  public TableName {
    namespace = List.copyOf(namespace);
  }

  /**
   * Reads {@code output.table}.
   *
   * @throws InvalidInputException for what is no table's name, or the name of a table of rejects
   */
  public static TableName of(String text) {
    TableName name =
        find(text)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        ("output.table: %s (expected catalog.namespace.name%s; for example"
                                + " lake.photos.embeddings)")
                            .formatted(text, oddSign(text))));
    if (name.table().endsWith(REJECTS)) {
      throw new InvalidInputException(
          ("output.table: %s is the name of the rejects of %s: choose another name for a table of"
                  + " rows")
              .formatted(text, text.substring(0, text.length() - REJECTS.length())));
    }
    return name;
  }

  private static String oddSign(String text) {
    Matcher odd = ODD_SIGN.matcher(text);
    return odd.find() ? " in letters, digits, _ and -, without " + odd.group() : "";
  }

  /** Reads what may be a table's name. */
  public static Optional<TableName> find(String text) {
    List<String> parts = Arrays.asList(text.split("\\.", -1));
    if (parts.size() < 3 || !parts.stream().allMatch(part -> part.matches("\\w[\\w-]*"))) {
      return Optional.empty();
    }
    int last = parts.size() - 1;
    return Optional.of(new TableName(parts.get(0), parts.subList(1, last), parts.get(last)));
  }

  /** The table of what was rejected, beside it. */
  TableName rejects() {
    return new TableName(catalog, namespace, table + REJECTS);
  }

  TableIdentifier identifier() {
    return TableIdentifier.of(Namespace.of(namespace.toArray(String[]::new)), table);
  }

  /** As SQL quotes it. */
  String sql() {
    return "`%s`.%s.`%s`"
        .formatted(
            catalog,
            namespace.stream().map(level -> "`" + level + "`").collect(Collectors.joining(".")),
            table);
  }

  @Override
  public String toString() {
    return catalog + "." + String.join(".", namespace) + "." + table;
  }
}
