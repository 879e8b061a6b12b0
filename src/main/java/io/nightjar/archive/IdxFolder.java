package io.nightjar.archive;

import static java.util.regex.Pattern.DOTALL;

import io.nightjar.InvalidInputException;
import io.nightjar.runtime.StorageErrors;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A data set's images files and labels files, and what their names say of its splits.
 *
 * @param images ordered train, validation, test, others, and then by name
 * @param labels by name
 * @param others called labels too and of another form, by name
 * @param failures links to images that cannot be followed
 */
record IdxFolder(
    List<FileStatus> images,
    List<FileStatus> labels,
    List<FileStatus> others,
    List<ArchiveItem> failures) {
  /** For example {@code train-images-idx3-ubyte.gz} or {@code t10k-images.idx3-ubyte}. */
  private static final Pattern IMAGES =
      Pattern.compile("(.*)images[-.]idx[34]-ubyte(\\.gz)?", DOTALL);

  /** For example {@code train-labels-idx1-ubyte.gz} or {@code qmnist-test-labels-idx2-int.gz}. */
  private static final Pattern LABELS =
      Pattern.compile("(.*)labels[-.]idx\\d-[a-z0-9]+(\\.gz)?", DOTALL);

  private static final Pattern TRAIN = Pattern.compile(".*train.*images.*", DOTALL);
  private static final Pattern VALIDATION = Pattern.compile(".*valid.*images.*", DOTALL);
  private static final Pattern TEST = Pattern.compile(".*(t10k|test).*images.*", DOTALL);

  private static final Comparator<FileStatus> BY_SPLIT_AND_NAME =
      Comparator.comparing((FileStatus file) -> splitOf(file) == Split.ALL)
          .thenComparing(IdxFolder::splitOf)
          .thenComparing(IdxFolder::name);

  /**
   * True if the location is an IDX images file by its first bytes or name, or has one by its name.
   */
  static boolean isIdx(ArchiveLocation location, HiddenFiles hiddenFiles) {
    return location.root().isFile()
        ? imagesPrefix(location.root()).isPresent() || hasMagic(location)
        : !children(location, location.root().getPath(), hiddenFiles).images().isEmpty();
  }

  /**
   * Looks into a folder, or beside an images file for its labels.
   *
   * @throws InvalidInputException when there are no images files
   */
  static IdxFolder of(ArchiveLocation location, HiddenFiles hiddenFiles) {
    FileStatus root = location.root();
    if (root.isFile()) {
      Optional<String> prefix = imagesPrefix(root);
      if (prefix.isEmpty()) {
        return new IdxFolder(List.of(root), List.of(), List.of(), List.of());
      }
      IdxFolder beside = children(location, root.getPath().getParent(), HiddenFiles.INCLUDE);
      List<FileStatus> others =
          beside.others().stream().filter(file -> name(file).startsWith(prefix.get())).toList();
      return new IdxFolder(List.of(root), beside.labelsOf(root), others, List.of());
    }
    IdxFolder found = children(location, root.getPath(), hiddenFiles);
    if (found.images().isEmpty()) {
      throw new InvalidInputException(
          "Archive %s holds no IDX images files: they are named like train-images-idx3-ubyte.gz"
              .formatted(location.path()));
    }
    return found;
  }

  /** The labels files that go by their names with an images file; the usual one comes first. */
  List<FileStatus> labelsOf(FileStatus images) {
    boolean compressed = isCompressed(images);
    return labels.stream()
        .filter(file -> labelsPrefix(file).equals(imagesPrefix(images)))
        .sorted(
            Comparator.comparing((FileStatus file) -> !name(file).contains("idx1-ubyte"))
                .thenComparing(file -> isCompressed(file) != compressed))
        .toList();
  }

  /** The labels files that go with no images file. */
  List<FileStatus> orphans() {
    return labels.stream()
        .filter(file -> images.stream().noneMatch(i -> imagesPrefix(i).equals(labelsPrefix(file))))
        .toList();
  }

  /**
   * The images files of a split, where their names tell of splits at all.
   *
   * @throws InvalidInputException when they do but not of this one
   */
  List<FileStatus> ofSplit(Split split, String path) {
    if (split == Split.ALL || !publishesSplits()) {
      return images;
    }
    List<FileStatus> found = images.stream().filter(file -> splitOf(file) == split).toList();
    if (found.isEmpty()) {
      throw new InvalidInputException(
          "Archive %s has no %s split: set archive.split to one of %s"
              .formatted(path, split.key(), published(images)));
    }
    return found;
  }

  boolean publishesSplits() {
    return images.stream().anyMatch(file -> splitOf(file) != Split.ALL);
  }

  /** The split that a file's name tells, {@code ALL} where it tells none. */
  private static Split splitOf(FileStatus file) {
    String name = name(file);
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

  private static IdxFolder children(
      ArchiveLocation location, Path folder, HiddenFiles hiddenFiles) {
    try {
      List<Path> links = new ArrayList<>();
      FileStatus[] listed =
          location.fileSystem() instanceof LocalFileSystem local
              ? LocalFolder.list(local, folder, unnamed -> {}, links::add)
              : location.fileSystem().listStatus(folder);
      List<FileStatus> files =
          Arrays.stream(listed)
              .filter(FileStatus::isFile)
              .filter(file -> hiddenFiles.shows(name(file)))
              .toList();
      links.removeIf(link -> !hiddenFiles.shows(link.getName()));
      return of(files, links, location);
    } catch (IOException e) {
      throw ArchiveLocation.unreadable(location.path(), e);
    }
  }

  private static IdxFolder of(List<FileStatus> files, List<Path> links, ArchiveLocation location)
      throws IOException {
    List<FileStatus> images = new ArrayList<>();
    List<FileStatus> labels = new ArrayList<>();
    List<FileStatus> others = new ArrayList<>();
    for (FileStatus file : files) {
      if (imagesPrefix(file).isPresent()) {
        images.add(file);
      } else if (labelsPrefix(file).isPresent()) {
        labels.add(file);
      } else if (isCalledLabels(name(file))) {
        others.add(file);
      }
    }
    List<ArchiveItem> failures = new ArrayList<>();
    if (location.fileSystem() instanceof LocalFileSystem local) {
      LocalLinks linked = LocalLinks.beside(local, images, failures::add);
      for (Path link : links) {
        if (IMAGES.matcher(link.getName()).matches()) {
          linked.add(link);
        } else if (LABELS.matcher(link.getName()).matches()) {
          labels.add(status(local, link));
        } else if (isCalledLabels(link.getName())) {
          others.add(status(local, link));
        }
      }
      for (var found = linked.next(); found.isPresent(); found = linked.next()) {
        found.filter(FileStatus::isFile).ifPresent(images::add);
      }
    }
    images.sort(BY_SPLIT_AND_NAME);
    labels.sort(Comparator.comparing(IdxFolder::name));
    others.sort(Comparator.comparing(IdxFolder::name));
    return new IdxFolder(images, labels, others, failures);
  }

  /** A link to labels that leads nowhere fails where it is read. */
  private static FileStatus status(LocalFileSystem files, Path link) throws IOException {
    try {
      return files.getFileStatus(link);
    } catch (FileNotFoundException e) {
      return new FileStatus(0, false, 1, 0, 0, link);
    }
  }

  private static boolean isCalledLabels(String name) {
    return name.toLowerCase(Locale.ROOT).contains("labels");
  }

  private static Optional<String> imagesPrefix(FileStatus file) {
    return prefix(IMAGES, file);
  }

  private static Optional<String> labelsPrefix(FileStatus file) {
    return prefix(LABELS, file);
  }

  private static Optional<String> prefix(Pattern pattern, FileStatus file) {
    Matcher matcher = pattern.matcher(name(file));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static boolean isCompressed(FileStatus file) {
    return name(file).endsWith(".gz");
  }

  private static String name(FileStatus file) {
    return file.getPath().getName();
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
