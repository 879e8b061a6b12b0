package io.nightjar.archive.container;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Parquet files with a column of images' bytes, split by their row groups.
 *
 * @param columns which those are
 */
public record ParquetFormat(ImageColumns columns) implements ContainerFormat {
  /** A row group's images are held while it is read. */
  private static final long LARGEST_GROUP = 1L << 30;

  /** Rows may be nulls, which take no bytes. */
  private static final long ALWAYS_ALLOWED_ROWS = 100_000;

  public ParquetFormat {
    Objects.requireNonNull(columns, "columns");
  }

  @Override
  public boolean isNamedLike(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".parquet") || name.endsWith(".parq");
  }

  @Override
  public boolean beginsLike(FileHead head) {
    return head.startsWith("PAR1");
  }

  @Override
  public String endings() {
    return ".parquet";
  }

  @Override
  public List<ContainerPart> index(SourceFile file, OpenFiles files) throws IOException {
    try {
      ParquetFileReader reader = ParquetFile.open(file, files);
      ParquetColumns found = ParquetColumns.of(reader.getFileMetaData(), columns, file);
      return parts(file, reader.getRowGroups(), found, files.hadoop());
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw ParquetPart.damaged("what it holds", e);
    }
  }

  /** Whether a column of a file may hold images; also of a file that cannot be looked into. */
  public boolean holdsImages(SourceFile file, Configuration hadoop) {
    try (OpenFiles files = new OpenFiles(hadoop, List.of(file))) {
      return ParquetColumns.holdImages(ParquetFile.open(file, files).getFileMetaData().getSchema());
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  private static List<ContainerPart> parts(
      SourceFile file, List<BlockMetaData> groups, ParquetColumns columns, Configuration hadoop)
      throws ContainerException {
    List<ContainerPart> parts = new ArrayList<>();
    long row = 0;
    for (int i = 0; i < groups.size(); i++) {
      long rows = groups.get(i).getRowCount();
      long bytes = bytes(groups.get(i), columns);
      requireHonest(groups.get(i), bytes, file);
      if (rows > 0) {
        var group = new ParquetPart.RowGroup(i, row, rows, bytes);
        Optional<CompressionCodecName> missing = missingCodec(groups.get(i), columns, hadoop);
        if (missing.isPresent()) {
          parts.add(refused(file, group, Reason.UNSUPPORTED_FORMAT, withoutCodec(missing.get())));
        } else if (bytes > LARGEST_GROUP) {
          parts.add(refused(file, group, Reason.TOO_LARGE, tooLarge(bytes)));
        } else {
          parts.add(new ParquetPart(file, group, columns));
        }
      }
      row += rows;
    }
    return parts;
  }

  /** Memory is taken for what a footer says, and rows are counted by it. */
  private static void requireHonest(BlockMetaData group, long bytes, SourceFile file)
      throws ContainerException {
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      long start = chunk.getStartingPos();
      long length = chunk.getTotalSize();
      if (start < 0 || length < 0 || start > file.byteLength() - length) {
        throw new ContainerException(
            Reason.CORRUPT,
            "its footer has %d bytes at %d, the file %d"
                .formatted(length, start, file.byteLength()));
      }
    }
    if (group.getRowCount() > ALWAYS_ALLOWED_ROWS && group.getRowCount() / 1_000 > bytes) {
      throw new ContainerException(
          Reason.CORRUPT,
          "its footer says %d rows in %d bytes".formatted(group.getRowCount(), bytes));
    }
  }

  /** The compression of what is read, where no class for it is here. */
  private static Optional<CompressionCodecName> missingCodec(
      BlockMetaData group, ParquetColumns columns, Configuration hadoop) {
    return group.getColumns().stream()
        .filter(chunk -> columns.areRead(chunk.getPath()))
        .map(ColumnChunkMetaData::getCodec)
        .filter(codec -> codec.getHadoopCompressionCodecClassName() != null)
        .filter(
            codec ->
                hadoop.getClassByNameOrNull(codec.getHadoopCompressionCodecClassName()) == null)
        .findFirst();
  }

  private static String withoutCodec(CompressionCodecName codec) {
    return "is compressed with %s, for which there is no codec here".formatted(codec);
  }

  private static String tooLarge(long bytes) {
    return "has %d bytes, the limit is %d: write it with smaller row groups"
        .formatted(bytes, LARGEST_GROUP);
  }

  private static ContainerPart refused(
      SourceFile file, ParquetPart.RowGroup group, Reason reason, String why) {
    long last = group.firstRow() + group.rows() - 1;
    return new RefusedPart(
        file,
        FileUri.ofItem(file.uri(), group.firstRow()),
        Refusals.rejection(
            reason, "the row group of rows %d to %d %s".formatted(group.firstRow(), last, why)));
  }

  /** Sums up what is read, compressed or not: where that is more, a page at a time. */
  private static long bytes(BlockMetaData group, ParquetColumns columns) {
    return group.getColumns().stream()
        .filter(chunk -> columns.areRead(chunk.getPath()))
        .mapToLong(chunk -> Math.max(chunk.getTotalSize(), chunk.getTotalUncompressedSize()))
        .sum();
  }
}
