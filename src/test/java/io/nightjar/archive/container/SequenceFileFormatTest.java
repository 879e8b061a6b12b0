package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SequenceFileFormatTest {
  private final ReadContainer sequence = new ReadContainer(new SequenceFileFormat());
  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void readsRecordsWithTheFoldersInTheirKeysAsLabels(CompressionType compression)
      throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, compression, BytesWritable.class)) {
      writer.append(new Text("s3://bucket/cat/1.png"), image("one"));
      writer.append(new Text("2.png"), image("two".repeat(1_000)));
      writer.append(new Text("2.png"), image(""));
    }

    List<ArchiveItem> items = sequence.items(file);

    assertThat(items).extracting(ReadContainer::member).containsExactly("!/0", "!/1", "!/2");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("cat", null, null);
    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly("one", "two".repeat(1_000), "");
    assertThat(sequence.parts(file)).singleElement().matches(part -> !part.counted());
  }

  @Test
  void otherClassesAndOtherFilesAreRefused() throws IOException {
    Path numbers = root.resolve("numbers.seq");
    writer(numbers, CompressionType.NONE, IntWritable.class).close();
    Path text = TestArchives.write(root.resolve("text.seq"), "This is text.".getBytes(UTF_8));
    Path empty = TestArchives.write(root.resolve("empty.seq"), new byte[0]);

    List<ArchiveItem> items = sequence.items(numbers, text, empty);

    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly("unsupported-format", "unsupported-format", "empty");
    assertThat(((Rejection) items.get(0).content()).detail())
        .contains("org.apache.hadoop.io.IntWritable", "expected Text and BytesWritable");
  }

  @Test
  void aCutOrDamagedFileKeepsWhatStandsBefore() throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, CompressionType.NONE, BytesWritable.class)) {
      for (int i = 0; i < 100; i++) {
        writer.append(new Text(i + ".png"), image("image %02d".formatted(i)));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.delete(root.resolve(".x.seq.crc"));
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    List<ArchiveItem> cut = sequence.items(file);

    assertThat(cut)
        .hasSizeBetween(20, 80)
        .last()
        .extracting(ReadContainer::text)
        .isEqualTo("truncated");
    for (int i = 0; i < whole.length; i += 29) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0xFF;
      Files.write(file, damaged);
      assertThat(sequence.items(file).size()).as("byte %d", i).isBetween(1, 101);
    }
  }

  private static BytesWritable image(String content) {
    return new BytesWritable(content.getBytes(UTF_8));
  }

  private static SequenceFile.Writer writer(
      Path file, CompressionType compression, Class<? extends Writable> value) throws IOException {
    return SequenceFile.createWriter(
        new Configuration(),
        SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toUri())),
        SequenceFile.Writer.keyClass(Text.class),
        SequenceFile.Writer.valueClass(value),
        SequenceFile.Writer.compression(compression, new DefaultCodec()));
  }
}
