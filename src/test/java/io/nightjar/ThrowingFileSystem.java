package io.nightjar;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file system under the scheme {@code thrown} that throws what a path names, for example {@code
 * thrown:///java.io.IOException/Connection reset}: of local files when they are opened, of others
 * when it is asked for their status.
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
    boolean names = path.getParent() != null && !path.getParent().isRoot();
    if (names && !pathToFile(path).exists()) {
      throw thrown(path);
    }
    return super.getFileStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    throw thrown(path);
  }

  private static RuntimeException thrown(Path path) {
    return undeclared(named(path.getParent().getName(), path.getName()));
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
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException undeclared(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
