package io.nightjar.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nightjar.CheckFailedException;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class SparkFailureIT {
  @Test
  void findsTheCheckThatATaskFailed() {
    SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate();
    ForeachFunction<Long> failing =
        number -> {
          throw new CheckFailedException("number " + number + " is too large");
        };

    Throwable thrown = catchThrowable(() -> spark.range(7, 8).foreach(failing));

    assertThat(Failure.of(thrown))
        .isEqualTo(new Failure(ExitCode.CHECK_FAILED, "number 7 is too large"));
  }
}
