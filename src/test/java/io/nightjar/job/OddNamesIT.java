package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.OddNames;
import io.nightjar.SharedSpark;
import io.nightjar.TestArchives;
import io.nightjar.archive.FileUri;
import io.nightjar.bundle.TestBundles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive whose names somebody may take for something else, from its files to neighbours. */
final class OddNamesIT {
  private final Terminal terminal = new Terminal();
  @TempDir private Path folder;

  @Test
  void everyNameIsARowThatItsPathAndItsUriFind() {
    Path archive = folder.resolve("10:30 [a]{b} 100%?#*\\ ");
    Map<String, String> labels = new HashMap<>();
    List<String> names = OddNames.all();
    for (int i = 0; i < names.size(); i++) {
      Path file = archive.resolve(names.get(i)).resolve(names.get(i) + ".png");
      TestArchives.write(file, TestArchives.png(i, 12, 8));
      labels.put(file.toString(), names.get(i));
    }
    TestBundles.bundle(TestBundles.model(), folder);
    String bundle = "bundle=" + folder.resolve("test.bundle");
    Path output = folder.resolve("rows.parquet");

    terminal.succeed(
        "embed",
        "archive.path=" + archive,
        "archive.include-hidden=true",
        bundle,
        "output.path=" + output);

    List<Row> rows = SharedSpark.session().read().parquet(output.toString()).collectAsList();
    assertThat(rows)
        .hasSameSizeAs(names)
        .allSatisfy(
            row -> {
              String path = FileUri.toPath(row.getAs("uri")).toUri().getPath();
              assertThat(Path.of(path)).exists();
              assertThat(row.<String>getAs("label")).isEqualTo(labels.remove(path));
            });
    Path byPath = archive.resolve("two\nlines\n/two\nlines\n.png");
    assertThat(nearest(output, "similar.query=" + byPath))
        .startsWith("Nearest to %s by".formatted(uri(byPath)));
    String byUri = uri(archive.resolve("a!b?n=2#c/a!b?n=2#c.png"));
    assertThat(nearest(output, "similar.query=" + byUri)).startsWith("Nearest to " + byUri);
    Path other =
        TestArchives.write(folder.resolve("no row: [1].png"), TestArchives.png(999, 12, 8));
    assertThat(nearest(output, "similar.query=" + other, bundle)).contains("no%20row:%20%5B1%5D");
  }

  private static String uri(Path file) {
    return FileUri.of(new org.apache.hadoop.fs.Path(file.toUri()));
  }

  private String nearest(Path rows, String... more) {
    return terminal.succeed(
        "similar", Terminal.join(new String[] {"similar.rows=" + rows, "similar.k=1"}, more));
  }
}
