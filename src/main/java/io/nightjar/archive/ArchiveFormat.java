package io.nightjar.archive;

import io.nightjar.KebabCase;

/** How an archive stores its images. */
public enum ArchiveFormat {
  /** Told by looking: IDX where a name or the first bytes say so, else files. */
  AUTO {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      ArchiveFormat found = IdxFolder.isIdx(location, options.hiddenFiles()) ? IDX : FILES;
      return found.open(options, location);
    }
  },
  /** A directory tree of image files, one image each. */
  FILES {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      return FilesArchive.open(options, location);
    }
  },
  /** The format of MNIST: images files and labels files, gzipped or not. */
  IDX {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      return IdxArchive.open(options, location);
    }
  };

  /** As written in {@code archive.format}. */
  public String key() {
    return KebabCase.of(this);
  }

  abstract Archive open(ArchiveOptions options, ArchiveLocation location);
}
