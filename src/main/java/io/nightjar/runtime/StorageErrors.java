package io.nightjar.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.KerberosAuthException;

/** Parts what storage says of a path that the user mistyped from storage that fails. */
public final class StorageErrors {
  private static final List<Class<? extends Throwable>> MENDED_BY_USER =
      List.of(
          FileNotFoundException.class,
          NoSuchFileException.class,
          FileAlreadyExistsException.class,
          java.nio.file.FileAlreadyExistsException.class,
          ParentNotDirectoryException.class,
          UnknownHostException.class);

  /** What no new try changes, be the path right or wrong. */
  private static final List<Class<? extends Throwable>> REFUSED =
      List.of(
          AccessControlException.class,
          AccessDeniedException.class,
          KerberosAuthException.class,
          SSLHandshakeException.class,
          SSLPeerUnverifiedException.class,
          UnsupportedFileSystemException.class);

  /** As the system words it, and Hadoop where it does not say what the system said. */
  private static final Pattern SAID =
      Pattern.compile(
          "Permission denied|Read-only file system|Operation not permitted|Mkdirs failed to create"
              + "|Not a directory|Is a directory|File name too long|Incomplete HDFS URI");

  private StorageErrors() {}

  /** True for a wrong path, host or scheme and for missing rights; else it is worth a new try. */
  public static boolean isMendedByUser(Throwable cause) {
    return isRefused(cause) || MENDED_BY_USER.stream().anyMatch(type -> type.isInstance(cause));
  }

  /**
   * True for missing rights and the like; not for a path that is not there, which may come back.
   */
  public static boolean isRefused(Throwable cause) {
    boolean said = cause.getMessage() != null && SAID.matcher(cause.getMessage()).find();
    return (cause instanceof IOException && said)
        || REFUSED.stream().anyMatch(type -> type.isInstance(cause));
  }
}
