package io.nightjar.archive.synthetic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The directory that a synthetic archive is written to. */
final class SyntheticOutput {
  private final FileSystem fileSystem;
  private final Path root;

  SyntheticOutput(String path, Configuration hadoop) throws IOException {
    this.root = new Path(path);
    this.fileSystem = root.getFileSystem(hadoop);
  }

  /** Makes sure that the directory is there. */
  void createRoot() throws IOException {
    fileSystem.mkdirs(root);
  }

  /** Creates a file below the root, or replaces it. */
  OutputStream create(String name) throws IOException {
    Path file = new Path(root, name);
    return fileSystem instanceof LocalFileSystem local
        ? createLocally(local.pathToFile(file).toPath())
        : fileSystem.create(file, true);
  }

  /**
   * Past Hadoop, which would write a hidden checksum file beside each image and, without libhadoop,
   * start a chmod process for each: ten times slower.
   */
  private static OutputStream createLocally(java.nio.file.Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.newOutputStream(file);
  }
}
