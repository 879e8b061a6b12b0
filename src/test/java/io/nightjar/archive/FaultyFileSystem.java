package io.nightjar.archive;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * The local file system under the scheme {@code faulty}: folders called {@code locked} cannot be
 * listed, files called {@code secret} cannot be opened, and what is called {@code lost} cannot be
 * reached at all. Of files called {@code torn} the second half cannot be read, those called {@code
 * hiccup} fail now and then, those called {@code down} take their folder with them when they are
 * opened, and the name of those called {@code unheard} is none to it. Permissions would not do, for
 * whoever runs the tests as root.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("faulty:///");
  private static final Set<Path> DOWN = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger ATTEMPTS = new AtomicInteger();

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
    if (path.getName().startsWith("hiccup.") && ATTEMPTS.getAndIncrement() % 3 == 1) {
      throw new EOFException("End of File Exception between here and there");
    }
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
    if (path.getName().startsWith("down.")) {
      DOWN.add(path.getParent());
    }
    requireReachable(path);
    if (path.getName().startsWith("secret.")) {
      throw new AccessControlException("Permission denied: " + path);
    }
    if (path.getName().startsWith("unheard.")) {
      throw new IllegalArgumentException("Illegal character");
    }
    FSDataInputStream in = super.open(path, bufferSize);
    long torn = path.getName().startsWith("torn.") ? getFileStatus(path).getLen() / 2 : -1;
    boolean hiccups = path.getName().startsWith("hiccup.");
    return torn >= 0 || hiccups ? new FSDataInputStream(new Faulty(in, torn)) : in;
  }

  /**
   * Fails from a place on; without one, at every hundred and fiftieth attempt of all that are made.
   */
  private static final class Faulty extends FSInputStream {
    private final FSDataInputStream in;
    private final long torn;

    Faulty(FSDataInputStream in, long torn) {
      this.in = in;
      this.torn = torn;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (torn < 0 ? ATTEMPTS.getAndIncrement() % 150 == 0 : in.getPos() >= torn) {
        throw new IOException("Input/output error");
      }
      long most = torn < 0 ? length : Math.min(length, torn - in.getPos());
      return in.read(target, offset, (int) most);
    }

    @Override
    public void seek(long to) throws IOException {
      in.seek(to);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static void requireReachable(Path path) throws IOException {
    if (path.getName().equals("lost") || DOWN.contains(path.getParent())) {
      throw new ConnectException("Connection refused");
    }
  }
}
