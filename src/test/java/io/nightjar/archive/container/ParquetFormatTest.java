package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import io.nightjar.TestArchives;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.image.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ParquetFormatTest {
  private static final String HUGGING_FACE =
      """
      {"info": {"features": {"image": {"_type": "Image"},
        "label": {"names": ["cat", "owl"], "_type": "ClassLabel"}}}}""";

  @TempDir private Path root;

  @Test
  void readsABytesColumnWithTextLabels() throws IOException {
    MessageType schema =
        schema("required int64 id; required binary content; optional binary label (UTF8);");
    Path file =
        write(
            schema,
            Map.of(),
            row(schema).append("id", 1L).append("content", bytes("one")).append("label", "cat"),
            row(schema).append("id", 2L).append("content", bytes("two")));

    List<ArchiveItem> items = reader("", "").items(file);

    assertThat(items).extracting(ReadContainer::member).containsExactly("!/0", "!/1");
    assertThat(items).extracting(ReadContainer::text).containsExactly("one", "two");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("cat", null);
  }

  @Test
  void readsHuggingFacesStructsWithTheNamesOfTheirClasses() throws IOException {
    MessageType schema =
        schema(
            "optional group image { optional binary bytes; optional binary path (UTF8); }"
                + " optional int64 label;");
    Path file =
        write(
            schema,
            Map.of("huggingface", HUGGING_FACE),
            image(schema, bytes("one")).append("label", 1L),
            image(schema, bytes("two")).append("label", 7L),
            image(schema, null).append("label", -1L),
            row(schema).append("label", 0L));

    List<ArchiveItem> items = reader("", "").items(file);

    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactly("one", "two", "empty", "empty");
    assertThat(items).extracting(ArchiveItem::label).containsExactly("owl", "7", null, "cat");
    assertThat(((Rejection) items.get(2).content()).detail()).isEqualTo("its image.bytes is null");
  }

  @Test
  void columnsCanBeNamed() throws IOException {
    MessageType schema =
        schema("required binary left; required binary right; required int32 kind;");
    Path file =
        write(
            schema,
            Map.of(),
            row(schema).append("left", bytes("l")).append("right", bytes("r")).append("kind", 5));

    assertThat(reader("right", "kind").items(file))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(ReadContainer.text(item)).isEqualTo("r");
              assertThat(item.label()).isEqualTo("5");
            });
    assertThat(((Rejection) reader("", "").items(file).get(0).content()).detail())
        .isEqualTo("set archive.image-column to one of left, right");
    assertThatThrownBy(() -> reader("middle", "").parts(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("archive.image-column: middle is not among the columns of bytes of")
        .hasMessageEndingWith(": left, right");
    assertThatThrownBy(() -> reader("left", "name").parts(file))
        .hasMessageContaining("archive.label-column: name is not among")
        .hasMessageEndingWith(": kind");
  }

  @Test
  void labelsThatAreNoUtf8StayApart() throws IOException {
    MessageType schema = schema("required binary png; required binary label (UTF8);");
    Binary image = Binary.fromConstantByteArray(new byte[] {'x'});
    Path file =
        write(
            schema,
            Map.of(),
            row(schema).append("png", image).append("label", latin1("caf\u00E9")),
            row(schema).append("png", image).append("label", latin1("caf\u00EA")),
            row(schema).append("png", image).append("label", "caf%E9"));

    assertThat(reader("", "").items(file))
        .extracting(ArchiveItem::label)
        .containsExactly("caf%E9", "caf%EA", "caf%25E9");
  }

  private static Binary latin1(String text) {
    return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void rowGroupsArePartsAndRowsAreNumberedThroughTheFile() throws IOException {
    MessageType schema = schema("required binary png;");
    Group[] rows = new Group[300];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(schema).append("png", Binary.fromConstantByteArray(noise(i)));
    }
    Path file = write(schema, Map.of(), rows);

    List<ContainerPart> parts = reader("", "").parts(file);

    assertThat(parts).hasSizeGreaterThan(1);
    assertThat(parts.stream().mapToLong(ContainerPart::images).sum()).isEqualTo(300);
    assertThat(reader("", "").items(parts))
        .hasSize(300)
        .last()
        .satisfies(item -> assertThat(ReadContainer.member(item)).isEqualTo("!/299"));
  }

  @Test
  void whatIsNoParquetFileOrHasNoImagesIsRefused() throws IOException {
    MessageType schema = schema("required binary name (UTF8);");
    Path names = write(schema, Map.of(), row(schema).append("name", "x"));
    byte[] whole = Files.readAllBytes(names);
    Path cut = TestArchives.write(root.resolve("cut"), Arrays.copyOf(whole, whole.length - 10));
    Path text = TestArchives.write(root.resolve("text"), "This is text.".getBytes(UTF_8));
    Path empty = TestArchives.write(root.resolve("empty"), new byte[0]);

    assertThat(reader("", "").items(names, cut, text, empty))
        .extracting(ReadContainer::text)
        .containsExactly("unsupported-format", "corrupt", "corrupt", "empty");
  }

  @ParameterizedTest
  @EnumSource(names = {"BROTLI", "LZO"})
  void codecsThatAreNotHereAreNamed(CompressionCodec codec) throws IOException {
    MessageType schema = schema("required binary png; optional binary label (UTF8);");
    Path file = write(schema, Map.of(), row(schema).append("png", bytes("one")));

    assertThat(reader("", "").items(withCodec(codec, file)))
        .extracting(item -> (Rejection) item.content())
        .containsExactly(
            new Rejection(
                Rejection.Stage.READ,
                Rejection.Reason.UNSUPPORTED_FORMAT,
                "the row group of rows 0 to 0 is compressed with %s, for which there is no codec here"
                    .formatted(codec)));
  }

  /** A column that is not read may be compressed with anything. */
  @Test
  void codecsOfOtherColumnsDoNotCount() throws IOException {
    MessageType schema = schema("required binary png; required int64 zebra;");
    Path file =
        write(schema, Map.of(), row(schema).append("png", bytes("one")).append("zebra", 1L));

    assertThat(reader("", "").items(withCodec(CompressionCodec.BROTLI, file, "zebra")))
        .extracting(ReadContainer::text)
        .containsExactly("one");
  }

  /** A list of as many structs as an array may have, in nine bytes. */
  @Test
  void aFooterThatSaysTooMuchIsCorrupt() throws IOException {
    byte[] footer = {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7};
    byte[] bytes = new byte[4 + footer.length + 8];
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put("PAR1".getBytes(UTF_8)).put(footer).putInt(footer.length).put("PAR1".getBytes(UTF_8));
    Path path = TestArchives.write(root.resolve("footer"), bytes);

    assertThat(reader("", "").items(path))
        .extracting(ReadContainer::text)
        .containsExactly("corrupt");
  }

  @Test
  void noByteThatIsDamagedEndsTheRun() throws IOException {
    MessageType schema = schema("required binary png; optional binary label (UTF8);");
    Path file =
        write(schema, Map.of(), row(schema).append("png", bytes("one")).append("label", "a"));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i += 5) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0x55;
      Path other = TestArchives.write(root.resolve("damaged"), damaged);

      assertThat(reader("", "").items(other).size()).as("byte %d", i).isLessThan(100_000);
    }
  }

  /** The same file with another word in its footer on how these columns are compressed. */
  private Path withCodec(CompressionCodec codec, Path file, String... columns) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int end = whole.length - 8;
    int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(whole, end - length, length));
    for (ColumnChunk chunk : footer.getRow_groups().get(0).getColumns()) {
      if (columns.length == 0
          || List.of(columns).containsAll(chunk.getMeta_data().getPath_in_schema())) {
        chunk.getMeta_data().setCodec(codec);
      }
    }
    var out = new ByteArrayOutputStream();
    out.write(whole, 0, end - length);
    Util.writeFileMetaData(footer, out);
    int footerBytes = out.size() - (end - length);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footerBytes)
            .put("PAR1".getBytes(UTF_8))
            .array());
    return TestArchives.write(root.resolve("other-codec.parquet"), out.toByteArray());
  }

  private static ReadContainer reader(String image, String label) {
    return new ReadContainer(new ParquetFormat(new ImageColumns(image, label)));
  }

  private static MessageType schema(String fields) {
    return MessageTypeParser.parseMessageType("message m { " + fields + " }");
  }

  private static Group row(MessageType schema) {
    return new SimpleGroupFactory(schema).newGroup();
  }

  private static Group image(MessageType schema, Binary bytes) {
    Group row = row(schema);
    Group struct = row.addGroup("image");
    if (bytes != null) {
      struct.append("bytes", bytes);
    }
    return row;
  }

  private static Binary bytes(String text) {
    return Binary.fromString(text);
  }

  private static byte[] noise(int seed) {
    byte[] noise = new byte[2_000];
    new java.util.SplittableRandom(seed).nextBytes(noise);
    return noise;
  }

  private Path write(MessageType schema, Map<String, String> metadata, Group... rows)
      throws IOException {
    Path file = root.resolve("x.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(schema)
            .withConf(new Configuration())
            .withExtraMetaData(metadata)
            .withWriteMode(org.apache.parquet.hadoop.ParquetFileWriter.Mode.OVERWRITE)
            .withRowGroupSize(100_000L)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }
}
