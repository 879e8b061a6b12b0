package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.TestArchives;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;

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
    assertThat(sequence.parts(file)).singleElement().returns(3L, ContainerPart::images);
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

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void isCutIntoParts(CompressionType compression) throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, compression, BytesWritable.class)) {
      for (int i = 0; i < 600; i++) {
        writer.append(new Text(i + ".png"), image("image %02d".formatted(i)));
        if (i % 100 == 7) {
          writer.sync();
        }
      }
      writer.sync();
    }

    List<ContainerPart> parts = sequence.parts(file);
    List<ArchiveItem> items = sequence.items(parts);

    assertThat(parts).hasSizeBetween(2, 3);
    assertThat(parts.stream().mapToLong(ContainerPart::images).sum()).isEqualTo(600);
    assertThat(items).hasSize(600);
    for (int i = 0; i < 600; i++) {
      assertThat(ReadContainer.member(items.get(i))).isEqualTo("!/" + i);
      assertThat(ReadContainer.text(items.get(i))).isEqualTo("image %02d".formatted(i));
    }
  }

  static Stream<CompressionCodec> codecs() {
    return Stream.of(new DefaultCodec(), new BZip2Codec(), new SnappyCodec(), new Lz4Codec());
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void readsWhatHadoopsCodecsWriteAndNoDamagedByteEndsTheRun(CompressionCodec codec)
      throws IOException {
    for (CompressionType compression : List.of(CompressionType.RECORD, CompressionType.BLOCK)) {
      Path file = root.resolve(compression + ".seq");
      try (SequenceFile.Writer writer =
          writer(file, compression, BytesWritable.class, configured(codec))) {
        for (int i = 0; i < 5; i++) {
          writer.append(new Text("a/" + i + ".png"), image("image %02d ".formatted(i).repeat(9)));
        }
      }
      byte[] whole = Files.readAllBytes(file);

      assertThat(sequence.items(file))
          .hasSize(5)
          .allMatch(item -> ReadContainer.text(item).startsWith("image 0"));
      Files.delete(root.resolve("." + file.getFileName() + ".crc"));
      for (int i = 0; i < whole.length; i++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) 0xFF;
        Files.write(file, damaged);
        assertThat(sequence.items(file).size()).as("byte %d", i).isBetween(1, 6);
      }
    }
  }

  private static CompressionCodec configured(CompressionCodec codec) {
    ((Configurable) codec).setConf(new Configuration());
    return codec;
  }

  @Test
  void noClassThatAFileNamesIsLoadedAndNoLengthThatItSaysIsBelieved() throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, CompressionType.NONE, BytesWritable.class)) {
      writer.append(new Text("1.png"), image("one"));
      writer.append(new Text("2.png"), image("two"));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.delete(root.resolve(".x.seq.crc"));
    int record = whole.length - 4 - 4 - 6 - 7; // two lengths, a key, an image
    ByteBuffer.wrap(whole).putInt(record, Integer.MAX_VALUE).putInt(record + 4, 6);
    Files.write(file, whole);

    assertThat(sequence.items(file))
        .extracting(ReadContainer::text)
        .containsExactly("one", "truncated");

    Path hostile = root.resolve("hostile.seq");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("SEQ\6".getBytes(UTF_8));
    DataOutputStream out = new DataOutputStream(bytes);
    Text.writeString(out, Text.class.getName());
    Text.writeString(out, BytesWritable.class.getName());
    out.writeBoolean(true);
    out.writeBoolean(false);
    Text.writeString(out, Loaded.class.getName());
    Files.write(hostile, bytes.toByteArray());

    assertThat(sequence.items(hostile))
        .extracting(ReadContainer::text)
        .containsExactly("unsupported-format");
    assertThat(System.getProperty(Loaded.class.getName())).isNull();
  }

  /** Hadoop's own writes them over the end of its buffer, and the process dies. */
  @Test
  void aSnappyChunkThatIsLargerThanItsBufferIsARejectAndNoCrash() throws IOException {
    byte[] image = new byte[300_000];
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    byte[] chunk = Snappy.compress(image);
    new DataOutputStream(value).writeInt(image.length);
    new DataOutputStream(value).writeInt(chunk.length);
    value.writeBytes(chunk);
    Path file = root.resolve("x.seq");
    Path honest = root.resolve("honest.seq");
    try (SequenceFile.Writer writer =
        writer(
            honest, CompressionType.RECORD, BytesWritable.class, configured(new SnappyCodec()))) {
      writer.append(new Text("1.png"), image("one"));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Files.readAllBytes(honest));
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(6 + value.size());
    out.writeInt(6);
    Text.writeString(out, "2.png");
    out.write(value.toByteArray());
    Files.write(file, bytes.toByteArray());

    assertThat(sequence.items(file))
        .extracting(ReadContainer::text)
        .containsExactly("one", "corrupt");
  }

  @Test
  void aRecordThatExpandsWithoutEndIsStopped() throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer =
        writer(file, CompressionType.RECORD, BytesWritable.class, configured(new BZip2Codec()))) {
      writer.append(new Text("1.png"), new BytesWritable(new byte[20 << 20]));
      writer.append(new Text("2.png"), image("two"));
    }

    assertThat(sequence.items(file))
        .extracting(ReadContainer::text)
        .containsExactly("too-large", "two");
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void marksInARowAreNothing(CompressionType compression) throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, compression, BytesWritable.class)) {
      writer.append(new Text("1.png"), image("one"));
      writer.sync();
    }
    byte[] whole = Files.readAllBytes(file);
    byte[] header = new byte[0];
    try (SequenceFile.Writer writer =
        writer(root.resolve("empty.seq"), compression, BytesWritable.class)) {
      header = new byte[(int) writer.getLength()];
    }
    byte[] sync = Arrays.copyOfRange(whole, header.length - 16, header.length);
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.writeBytes(Arrays.copyOf(whole, header.length));
    for (int i = 0; i < 3; i++) {
      new DataOutputStream(marked).writeInt(-1);
      marked.writeBytes(sync);
    }
    marked.writeBytes(Arrays.copyOfRange(whole, header.length, whole.length));
    new DataOutputStream(marked).writeInt(-1);
    marked.writeBytes(sync);
    Files.delete(root.resolve(".x.seq.crc"));
    Files.write(file, marked.toByteArray());

    assertThat(sequence.items(file)).extracting(ReadContainer::text).containsExactly("one");
  }

  @Test
  void aFileThatVanishesWhileItIsReadEndsWithOneReject() throws IOException {
    Path file = root.resolve("x.seq");
    try (SequenceFile.Writer writer = writer(file, CompressionType.NONE, BytesWritable.class)) {
      for (int i = 0; i < 200; i++) {
        writer.append(new Text("1.png"), image("x".repeat(1_000)));
      }
    }
    List<ContainerPart> parts = sequence.parts(file);
    byte[] whole = Files.readAllBytes(file);
    FileTime time = Files.getLastModifiedTime(file);
    Files.delete(root.resolve(".x.seq.crc"));
    Arrays.fill(whole, whole.length / 2, whole.length, (byte) 0x7F);
    Files.write(file, whole);
    Files.setLastModifiedTime(file, time);

    List<ArchiveItem> items = sequence.items(parts);

    assertThat(items).hasSizeBetween(90, 110);
    assertThat(items.subList(0, 90)).allMatch(item -> ReadContainer.text(item).startsWith("x"));
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
  }

  static final class Loaded extends DefaultCodec {
    static {
      System.setProperty(Loaded.class.getName(), "loaded");
    }
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
    return writer(file, compression, value, configured(new DefaultCodec()));
  }

  private static SequenceFile.Writer writer(
      Path file,
      CompressionType compression,
      Class<? extends Writable> value,
      CompressionCodec codec)
      throws IOException {
    return SequenceFile.createWriter(
        new Configuration(),
        SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toUri())),
        SequenceFile.Writer.keyClass(Text.class),
        SequenceFile.Writer.valueClass(value),
        SequenceFile.Writer.compression(compression, codec));
  }
}
