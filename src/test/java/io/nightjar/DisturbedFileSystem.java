package io.nightjar;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local file system, on which something else happens just before a file is touched. */
public final class DisturbedFileSystem extends RawLocalFileSystem {
  private static final String KEY = "fs.file.impl";
  private static volatile Disturbance disturbance = (operation, path) -> {};

  /** What is about to happen to a path. */
  public enum Operation {
    CREATE,
    RENAME,
    DELETE
  }

  /** What happens before that. */
  public interface Disturbance {
    /**
     * Happens.
     *
     * @param path the one that a rename leads to, otherwise the one in question
     * @throws IOException in place of the operation
     */
    void before(Operation operation, Path path) throws IOException;
  }

  /** Has local paths go through here. */
  public static Configuration hadoop(Disturbance before) {
    disturbance = before;
    Configuration hadoop = new Configuration();
    hadoop.setClass(KEY, DisturbedFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setBoolean(KEY + ".disable.cache", true);
    return hadoop;
  }

  /** Likewise for the commands that {@code commands} runs. */
  public static void during(Runnable commands, Disturbance before) {
    disturbance = before;
    String prefix = "spark.hadoop.";
    System.setProperty(prefix + KEY, DisturbedFileSystem.class.getName());
    System.setProperty(prefix + KEY + ".disable.cache", "true");
    try {
      commands.run();
    } finally {
      System.clearProperty(prefix + KEY);
      System.clearProperty(prefix + KEY + ".disable.cache");
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    disturbance.before(Operation.CREATE, file);
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    disturbance.before(Operation.RENAME, to);
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    disturbance.before(Operation.DELETE, path);
    return super.delete(path, recursive);
  }
}
