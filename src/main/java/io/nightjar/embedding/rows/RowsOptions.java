package io.nightjar.embedding.rows;

import io.nightjar.embedding.night.CatalogOptions;
import java.util.Objects;

/**
 * Which rows a command reads.
 *
 * @param prefix of the command's keys, for errors: {@code export} names {@code export.rows} and
 *     {@code export.fingerprint}
 * @param rows a directory that embed wrote, or a table's name
 * @param fingerprint of the generation, or a beginning of it; empty for the latest night's
 * @param catalog where tables are kept
 */
public record RowsOptions(String prefix, String rows, String fingerprint, CatalogOptions catalog) {
  public RowsOptions {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(catalog, "catalog");
  }

  /** The key that names the rows. */
  String rowsKey() {
    return prefix + ".rows";
  }

  /** The key that names the generation. */
  String fingerprintKey() {
    return prefix + ".fingerprint";
  }
}
