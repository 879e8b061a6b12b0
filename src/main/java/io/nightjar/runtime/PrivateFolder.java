package io.nightjar.runtime;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * A folder that is this process's user's alone: a real directory and no link, owned by the user,
 * closed to everybody else. On a machine with several users whoever could write there could have us
 * load a library or write into a file of their choice.
 */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> MADE_SO = PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private static final int DIRECTORY = 0040000;
  private static final int TYPE = 0170000;
  private static final int STICKY = 01000;
  private static final int WRITTEN_BY_OTHERS = 0022;
  private static final int OPEN_TO_OTHERS = 0077;
  private static final int ROOT_USER = 0;

  private PrivateFolder() {}

  /** What the file system says of a folder. */
  private record Status(int user, int mode) {
    static Status of(Path path) throws IOException {
      Map<String, Object> read =
          Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
      return new Status((Integer) read.get("uid"), (Integer) read.get("mode"));
    }

    boolean isDirectory() {
      return (mode & TYPE) == DIRECTORY;
    }

    boolean isWrittenByOthers() {
      return (mode & WRITTEN_BY_OTHERS) != 0;
    }

    /** Under the sticky bit others add entries and leave those of others alone. */
    boolean letsOthersReplace() {
      return isWrittenByOthers() && (mode & STICKY) == 0;
    }
  }

  /**
   * Makes the folder if it is not there, or closes one that others could only read.
   *
   * @return the same folder
   * @throws IOException when it is a link, another user's or written by others; or cannot be made
   */
  public static Path open(Path folder) throws IOException {
    make(folder);
    Status status = Status.of(folder);
    if (!status.isDirectory()) {
      throw new IOException(folder + " is a link or a file, not a folder");
    }
    // What others have put there would stay after it is closed to them.
    if (status.isWrittenByOthers()) {
      throw new IOException(folder + " can be written by other users");
    }
    requireOwn(folder, status);
    if ((status.mode() & OPEN_TO_OTHERS) != 0) {
      Files.setPosixFilePermissions(folder, OWNER_ONLY);
    }
    return folder;
  }

  private static void requireOwn(Path folder, Status status) throws IOException {
    int own;
    try {
      own = userWhoWritesIn(folder);
    } catch (AccessDeniedException e) {
      own = user();
      if (status.user() == own) {
        throw e;
      }
    }
    if (status.user() != own) {
      throw new IOException(folder + " belongs to another user");
    }
  }

  /**
   * The same where nobody else can put another folder in its place: whatever is above it belongs to
   * this user or to root, and others write there only under the sticky bit.
   *
   * @return the folder's real path
   * @throws IOException when others could, or as {@link #open} does
   */
  public static Path openGuarded(Path folder) throws IOException {
    Path real = open(folder).toRealPath();
    int own = Status.of(real).user();
    // Root's folders show another owner where user ids are mapped, as in containers.
    int root = Status.of(real.getRoot()).user();
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      Status status = Status.of(above);
      boolean trusted = status.user() == ROOT_USER || status.user() == own || status.user() == root;
      if (!trusted || status.letsOthersReplace()) {
        throw new IOException("other users can replace what is in " + above);
      }
    }
    return real;
  }

  private static void make(Path folder) throws IOException {
    if (folder.getParent() != null) {
      Files.createDirectories(folder.getParent(), MADE_SO);
    }
    try {
      Files.createDirectory(folder, MADE_SO);
    } catch (FileAlreadyExistsException e) {
      // Whoever made it: what matters is whose it is.
    }
  }

  /** Java tells the number of a user only by a file of theirs. */
  private static int userWhoWritesIn(Path folder) throws IOException {
    Path own = Files.createTempFile(folder, "owner", "");
    try {
      return Status.of(own).user();
    } finally {
      Files.delete(own);
    }
  }

  /** The number of the user that this process runs as. */
  static int user() throws IOException {
    return userWhoWritesIn(Path.of(System.getProperty("java.io.tmpdir")));
  }
}
