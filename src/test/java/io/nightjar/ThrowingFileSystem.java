package io.nightjar;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file system under the scheme {@code thrown} that throws what a path names when it is asked for
 * its status: {@code thrown:///java.io.IOException/Connection reset}.
 */
public final class ThrowingFileSystem extends RawLocalFileSystem {
  /** The property of Spark's that has Hadoop find it. */
  public static final String PROPERTY =
      "spark.hadoop.fs.thrown.impl=" + ThrowingFileSystem.class.getName();

  @Override
  public URI getUri() {
    return URI.create("thrown:///");
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (path.getParent() == null || path.getParent().isRoot()) {
      return super.getFileStatus(path);
    }
    throw ThrowingFileSystem.<RuntimeException>undeclared(
        named(path.getParent().getName(), path.getName()));
  }

  private static Throwable named(String type, String message) {
    try {
      return Class.forName(type)
          .asSubclass(Throwable.class)
          .getConstructor(String.class)
          .newInstance(message);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type, e);
    }
  }

  /** Throws it though it is checked, as Scala's methods do. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException undeclared(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
