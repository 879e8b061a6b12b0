package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SparkSettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "spark.sql.shuffle.partitions, many",
    "spark.sql.shuffle.partitions, 0",
    "spark.executor.heartbeatInterval, abc",
    "spark.network.timeout, soon",
    "spark.executor.memory, lots",
    "spark.driver.port, x",
    "spark.task.maxFailures, 1.5",
    "spark.ui.enabled, maybe",
    "spark.sql.adaptive.enabled, on",
    "spark.kryoserializer.buffer, huge",
    "spark.sql.session.timeZone, Mars/Base",
    "spark.ui.port, 99",
    "spark.blockManager.port, 70000"
  })
  void namesTheKeyOfAValueThatSparkCannotRead(String key, String value) {
    assertThatThrownBy(() -> SparkSettings.require(conf().set(key, value)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(key + "=" + value + ": ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void leavesReadableValuesAndForeignKeysAlone() {
    SparkConf conf =
        conf()
            .set("spark.executor.heartbeatInterval", "2s")
            .set("spark.executor.memory", "8g")
            .set("spark.sql.shuffle.partitions", "16")
            .set("spark.driver.port", "0")
            .set("spark.ui.port", "4040")
            .set("spark.sql.warehouse.dir", "${system:user.dir}/lake")
            .set("spark.acme.anything", "goes");

    assertThatCode(() -> SparkSettings.require(conf)).doesNotThrowAnyException();
  }

  @Test
  void needsOneLocalFolderThatCanBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    String wrong = file.resolve("below").toString();
    Path made = folder.resolve("made/on demand");

    assertThatThrownBy(() -> SparkSettings.require(conf().set("spark.local.dir", wrong)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("spark.local.dir=" + wrong + ": cannot be written");
    assertThatCode(() -> SparkSettings.require(conf().set("spark.local.dir", wrong + "," + made)))
        .doesNotThrowAnyException();
  }

  /** Spark takes it for a path, whatever it begins with. */
  @Test
  void aLocalFolderThatIsNoPathIsNamed() {
    assertThatThrownBy(
            () -> SparkSettings.require(conf().set("spark.local.dir", "file:/data/a b\0")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("spark.local.dir=file:/data/a b");
  }

  private static SparkConf conf() {
    return new SparkConf(false);
  }
}
