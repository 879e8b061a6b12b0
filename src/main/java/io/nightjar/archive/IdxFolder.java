package io.nightjar.archive;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.StorageErrors;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;

/** Finds a data set's images files, and what their names say of its splits. */
final class IdxFolder {
  /** For example {@code train-images-idx3-ubyte.gz} or {@code t10k-images.idx3-ubyte}. */
  private static final Pattern IMAGES = Pattern.compile(".*images[-.]idx[34]-ubyte(\\.gz)?");

  private static final Pattern TRAIN = Pattern.compile(".*train.*images.*");
  private static final Pattern VALIDATION = Pattern.compile(".*valid.*images.*");
  private static final Pattern TEST = Pattern.compile(".*(t10k|test).*images.*");

  private static final Comparator<FileStatus> BY_SPLIT_AND_NAME =
      Comparator.comparing((FileStatus file) -> splitOf(file) == Split.ALL)
          .thenComparing(IdxFolder::splitOf)
          .thenComparing(file -> file.getPath().getName());

  private IdxFolder() {}

  /**
   * True if the location is an IDX images file by its first bytes or name, or has one by its name.
   */
  static boolean isIdx(ArchiveLocation location, HiddenFiles hiddenFiles) {
    return location.root().isFile()
        ? hasName(location.root()) || hasMagic(location)
        : !children(location, hiddenFiles).isEmpty();
  }

  /** The images files, ordered train, validation, test, others, and then by name. */
  static List<FileStatus> imagesFiles(ArchiveLocation location, HiddenFiles hiddenFiles) {
    if (location.root().isFile()) {
      return List.of(location.root());
    }
    List<FileStatus> files = children(location, hiddenFiles);
    if (files.isEmpty()) {
      throw new InvalidInputException(
          "Archive %s holds no IDX images files: they are named like train-images-idx3-ubyte.gz"
              .formatted(location.path()));
    }
    return files;
  }

  /**
   * The files of a split, where their names tell of splits at all.
   *
   * @throws InvalidInputException when they do but not of this one
   */
  static List<FileStatus> ofSplit(List<FileStatus> files, Split split, String path) {
    if (split == Split.ALL || !publishesSplits(files)) {
      return files;
    }
    List<FileStatus> found = files.stream().filter(file -> splitOf(file) == split).toList();
    if (found.isEmpty()) {
      throw new InvalidInputException(
          "Archive %s has no %s split: set archive.split to one of %s"
              .formatted(path, split.key(), published(files)));
    }
    return found;
  }

  static boolean publishesSplits(List<FileStatus> files) {
    return files.stream().anyMatch(file -> splitOf(file) != Split.ALL);
  }

  /** The split that a file's name tells, {@code ALL} where it tells none. */
  private static Split splitOf(FileStatus file) {
    String name = file.getPath().getName();
    if (TRAIN.matcher(name).matches()) {
      return Split.TRAIN;
    }
    if (VALIDATION.matcher(name).matches()) {
      return Split.VALIDATION;
    }
    return TEST.matcher(name).matches() ? Split.TEST : Split.ALL;
  }

  private static String published(List<FileStatus> files) {
    Set<Split> splits = EnumSet.of(Split.ALL);
    files.forEach(file -> splits.add(splitOf(file)));
    return splits.stream().map(Split::key).collect(Collectors.joining(", "));
  }

  private static List<FileStatus> children(ArchiveLocation location, HiddenFiles hiddenFiles) {
    try {
      return Arrays.stream(location.fileSystem().listStatus(location.root().getPath()))
          .filter(FileStatus::isFile)
          .filter(IdxFolder::hasName)
          .filter(file -> hiddenFiles.shows(file.getPath().getName()))
          .sorted(BY_SPLIT_AND_NAME)
          .toList();
    } catch (IOException e) {
      throw ArchiveLocation.unreadable(location.path(), e);
    }
  }

  private static boolean hasName(FileStatus file) {
    return IMAGES.matcher(file.getPath().getName()).matches();
  }

  private static boolean hasMagic(ArchiveLocation location) {
    try (DataInputStream in = IdxStream.open(location.root().getPath(), location.hadoop())) {
      int magic = in.readInt();
      return magic == IdxHeader.GREY_MAGIC || magic == IdxHeader.CHANNELS_MAGIC;
    } catch (IOException e) {
      if (StorageException.in(e).isPresent() || StorageErrors.isMendedByUser(e)) {
        throw ArchiveLocation.unreadable(location.path(), e);
      }
      return false; // too short to be one, or no gzip file after all: then it is an image's turn
    }
  }
}
