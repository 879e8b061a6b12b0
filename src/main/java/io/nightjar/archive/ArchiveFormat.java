package io.nightjar.archive;

import io.nightjar.KebabCase;
import io.nightjar.archive.container.ContainerFormat;
import io.nightjar.archive.container.ParquetFormat;
import io.nightjar.archive.container.SequenceFileFormat;
import io.nightjar.archive.container.TarFormat;
import io.nightjar.archive.container.ZipFormat;
import java.util.Optional;

/** How an archive stores its images. */
public enum ArchiveFormat {
  /** Told by looking: at a file's first bytes, or at the names of the files in a folder. */
  AUTO {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      return new AutoFormat(options, location).open();
    }
  },
  /** A directory tree of image files, one image each. */
  FILES {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      return FilesArchive.open(options, location);
    }
  },
  /** Tars, plain or compressed with gzip or zstd; those of WebDataset with their labels. */
  TAR {
    @Override
    Optional<ContainerFormat> container(ArchiveOptions options) {
      return Optional.of(new TarFormat(options.names()));
    }
  },
  /** Zips. */
  ZIP {
    @Override
    Optional<ContainerFormat> container(ArchiveOptions options) {
      return Optional.of(new ZipFormat(options.names()));
    }
  },
  /** The format of MNIST: images files and labels files, gzipped or not. */
  IDX {
    @Override
    Archive open(ArchiveOptions options, ArchiveLocation location) {
      return IdxArchive.open(options, location);
    }
  },
  /** Parquet files with a column of images' bytes. */
  PARQUET {
    @Override
    Optional<ContainerFormat> container(ArchiveOptions options) {
      return Optional.of(new ParquetFormat(options.columns()));
    }
  },
  /** Hadoop's SequenceFiles of names and images' bytes. */
  SEQUENCE_FILE {
    @Override
    Optional<ContainerFormat> container(ArchiveOptions options) {
      return Optional.of(new SequenceFileFormat());
    }
  };

  /** As written in {@code archive.format}. */
  public String key() {
    return KebabCase.of(this);
  }

  /** Finds and lists an archive of this format. */
  Archive open(ArchiveOptions options, ArchiveLocation location) {
    return of(FileListing.of(location, options.hiddenFiles()), options, location);
  }

  /** An archive whose files are listed. */
  Archive of(FileListing files, ArchiveOptions options, ArchiveLocation location) {
    return container(options)
        .<Archive>map(format -> ContainerArchive.of(this, format, files, options, location))
        .orElseGet(() -> FilesArchive.of(files, options, location));
  }

  /** How a file holds many images, where it does and its name or beginning tells so. */
  Optional<ContainerFormat> container(ArchiveOptions options) {
    return Optional.empty();
  }
}
