package io.nightjar.job;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ValidationException;

/** Parts what a table's catalog refuses for good from a catalog that fails for now. */
final class CatalogErrors {
  private static final List<Class<? extends Throwable>> LOST =
      List.of(
          SQLException.class,
          CommitFailedException.class,
          CommitStateUnknownException.class,
          // Of a table that the run which made it has taken back.
          NoSuchTableException.class,
          ServiceFailureException.class,
          ValidationException.class);

  private static final List<Class<? extends Throwable>> REFUSED =
      List.of(NotAuthorizedException.class, ForbiddenException.class);

  /** Classes of the SQL standard: invalid authorization, unknown catalog or schema, rights. */
  private static final Pattern REFUSED_STATE = Pattern.compile("(28|3D|3F|42).*");

  private static final Pattern REFUSED_BY_SQLITE =
      Pattern.compile("\\[SQLITE_(NOTADB|CORRUPT|CANTOPEN|READONLY|PERM|AUTH)");

  private CatalogErrors() {}

  /** What a person must change. */
  static Optional<String> refused(Thrown thrown) {
    return thrown
        .last(CatalogErrors::isRefused)
        .map(
            cause ->
                "the table's catalog refuses: %s: mend catalog.warehouse or catalog.properties"
                    .formatted(Thrown.named(cause)));
  }

  private static boolean isRefused(Throwable cause) {
    boolean byState =
        cause instanceof SQLException sql
            && sql.getSQLState() != null
            && REFUSED_STATE.matcher(sql.getSQLState()).matches();
    boolean bySqlite =
        cause instanceof SQLException && REFUSED_BY_SQLITE.matcher(Thrown.said(cause)).find();
    return byState || bySqlite || REFUSED.stream().anyMatch(type -> type.isInstance(cause));
  }

  /** One that does not answer, or whose answer is lost, or where others are always faster. */
  static Optional<String> lost(Thrown thrown) {
    return thrown
        .last(cause -> LOST.stream().anyMatch(type -> type.isInstance(cause)))
        .map(cause -> "the table's catalog failed: " + Thrown.named(cause));
  }
}
