package io.nightjar;

import com.github.luben.zstd.ZstdOutputStream;
import io.nightjar.archive.ArchiveFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Packs a tree of image files into containers of every kind. */
public final class TestContainers {
  private TestContainers() {}

  /** What to pack into. */
  public enum Kind {
    TAR(".tar", ArchiveFormat.TAR) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        tar(root, files, Files.newOutputStream(to));
      }
    },
    TAR_GZ(".tar.gz", ArchiveFormat.TAR) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        tar(root, files, new GZIPOutputStream(Files.newOutputStream(to)));
      }
    },
    TAR_ZST(".tar.zst", ArchiveFormat.TAR) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        tar(root, files, new ZstdOutputStream(Files.newOutputStream(to)));
      }
    },
    ZIP(".zip", ArchiveFormat.ZIP) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        try (var zip = new ZipArchiveOutputStream(to)) {
          for (Path file : files) {
            zip.putArchiveEntry(new ZipArchiveEntry(memberName(root, file)));
            Files.copy(file, zip);
            zip.closeArchiveEntry();
          }
        }
      }
    },
    PARQUET(".parquet", ArchiveFormat.PARQUET) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        MessageType schema =
            MessageTypeParser.parseMessageType(
                "message m { required group image { required binary bytes;"
                    + " required binary path (UTF8); } required binary label (UTF8); }");
        try (ParquetWriter<Group> writer =
            ExampleParquetWriter.builder(path(to))
                .withType(schema)
                .withConf(new Configuration())
                .withRowGroupSize(50_000L)
                .build()) {
          for (Path file : files) {
            Group row = new SimpleGroupFactory(schema).newGroup();
            row.addGroup("image")
                .append("bytes", Binary.fromConstantByteArray(Files.readAllBytes(file)))
                .append("path", memberName(root, file));
            writer.write(row.append("label", file.getParent().getFileName().toString()));
          }
        }
      }
    },
    SEQUENCE_FILE(".seq", ArchiveFormat.SEQUENCE_FILE) {
      @Override
      void pack(Path root, List<Path> files, Path to) throws IOException {
        try (SequenceFile.Writer writer =
            SequenceFile.createWriter(
                new Configuration(),
                SequenceFile.Writer.file(path(to)),
                SequenceFile.Writer.keyClass(Text.class),
                SequenceFile.Writer.valueClass(BytesWritable.class))) {
          for (Path file : files) {
            writer.append(
                new Text(memberName(root, file)), new BytesWritable(Files.readAllBytes(file)));
          }
        }
      }
    };

    private final String ending;
    private final ArchiveFormat format;

    Kind(String ending, ArchiveFormat format) {
      this.ending = ending;
      this.format = format;
    }

    public String ending() {
      return ending;
    }

    public ArchiveFormat format() {
      return format;
    }

    abstract void pack(Path root, List<Path> files, Path to) throws IOException;
  }

  /** Packs all files under a root, under their names from there. */
  public static Path pack(Path root, Path to, Kind kind) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> tree = Files.walk(root)) {
      kind.pack(root, tree.filter(Files::isRegularFile).sorted().toList(), to);
    }
    return to;
  }

  private static void tar(Path root, List<Path> files, OutputStream to) throws IOException {
    try (var tar = new TarArchiveOutputStream(to, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Path file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(memberName(root, file), true);
        entry.setSize(Files.size(file));
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
  }

  private static String memberName(Path root, Path file) {
    return root.relativize(file).toString();
  }

  private static org.apache.hadoop.fs.Path path(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
