package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.OddNames;
import io.nightjar.TestArchives;
import io.nightjar.TestContainers;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.FileUri;
import io.nightjar.archive.HiddenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that may be taken for something else, of members and of containers. */
final class NamesTest {
  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(names = {"TAR", "ZIP", "PARQUET", "SEQUENCE_FILE"})
  void aMemberMayHaveAnyName(TestContainers.Kind kind) throws IOException {
    for (String name : OddNames.all()) {
      TestArchives.write(root.resolve("in").resolve(name).resolve(name + ".png"), utf8(name));
    }
    Path container =
        TestContainers.pack(root.resolve("in"), root.resolve("x" + kind.ending()), kind);

    List<ArchiveItem> items = new ReadContainer(format(kind)).items(container);

    assertThat(items)
        .extracting(ReadContainer::text)
        .containsExactlyInAnyOrderElementsOf(OddNames.all());
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
    assertThat(items)
        .allSatisfy(
            item -> {
              String name = ReadContainer.text(item);
              assertThat(item.label()).isEqualTo(name.replace("%8C%A2", "%258C%25A2"));
              assertThat(ReadContainer.member(item)).isIn(member(name), "!/" + items.indexOf(item));
            });
  }

  private static String member(String name) {
    return FileUri.ofMember("", utf8(name + "/" + name + ".png"), 1);
  }

  @ParameterizedTest
  @EnumSource
  void aContainerMayHaveAnyName(TestContainers.Kind kind) throws IOException {
    TestArchives.write(root.resolve("in/cat/1.png"), utf8("one"));
    byte[] bytes =
        Files.readAllBytes(
            TestContainers.pack(root.resolve("in"), root.resolve("x" + kind.ending()), kind));
    Path[] containers =
        (kind == TestContainers.Kind.TAR ? OddNames.all() : OddNames.some())
            .stream()
                .map(name -> root.resolve(name).resolve(name + kind.ending()))
                .map(file -> TestArchives.write(file, bytes))
                .toArray(Path[]::new);

    assertThat(containers)
        .extracting(file -> file.getFileName().toString())
        .allMatch(format(kind)::isNamedLike);
    List<ArchiveItem> items = new ReadContainer(format(kind)).items(containers);

    assertThat(items).hasSameSizeAs(containers);
    assertThat(items).extracting(ArchiveItem::uri).doesNotHaveDuplicates();
    assertThat(items).extracting(ReadContainer::text).containsOnly("one");
    assertThat(items).extracting(ArchiveItem::label).containsOnly("cat");
  }

  private static ContainerFormat format(TestContainers.Kind kind) {
    return switch (kind) {
      case TAR, TAR_GZ, TAR_ZST -> new TarFormat(HiddenFiles.INCLUDE);
      case ZIP -> new ZipFormat(HiddenFiles.INCLUDE);
      case PARQUET -> new ParquetFormat(ImageColumns.AUTO);
      case SEQUENCE_FILE -> new SequenceFileFormat();
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
