package io.nightjar.runtime;

import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** Parts what storage says of a path that the user mistyped from storage that fails. */
public final class StorageErrors {
  private static final List<Class<? extends Throwable>> MENDED_BY_USER =
      List.of(
          FileNotFoundException.class,
          NoSuchFileException.class,
          FileAlreadyExistsException.class,
          java.nio.file.FileAlreadyExistsException.class,
          ParentNotDirectoryException.class,
          AccessControlException.class,
          AccessDeniedException.class,
          UnsupportedFileSystemException.class,
          UnknownHostException.class);

  private StorageErrors() {}

  /** True for a wrong path, host or scheme and for missing rights; else it is worth a new try. */
  public static boolean isMendedByUser(Throwable cause) {
    return MENDED_BY_USER.stream().anyMatch(type -> type.isInstance(cause));
  }
}
