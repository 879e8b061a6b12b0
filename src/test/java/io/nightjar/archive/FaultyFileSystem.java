package io.nightjar.archive;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * The local file system under the scheme {@code faulty}: folders called {@code locked} cannot be
 * listed, files called {@code secret} cannot be opened, those called {@code torn} are lost on the
 * way, and what is called {@code lost} cannot be reached at all. Permissions would not do, for
 * whoever runs the tests as root.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("faulty:///");

  public static Configuration configuration() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.faulty.impl", FaultyFileSystem.class, RawLocalFileSystem.class);
    return hadoop;
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    requireReachable(path);
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    requireReachable(path);
    if (path.getName().equals("locked")) {
      throw new AccessControlException("Permission denied: " + path + "\n\tat Remote.java:1");
    }
    return super.listStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (path.getName().startsWith("torn.")) {
      throw new ConnectException("Connection refused");
    }
    if (path.getName().startsWith("secret.")) {
      throw new AccessControlException("Permission denied: " + path);
    }
    return super.open(path, bufferSize);
  }

  private static void requireReachable(Path path) throws IOException {
    if (path.getName().equals("lost")) {
      throw new ConnectException("Connection refused");
    }
  }
}
