package io.nightjar.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

final class NativeLibrariesTest {
  @AfterEach
  void oneThreadAgain() {
    NativeLibraries.threads(1);
  }

  @Test
  void setsTheThreadsOfLoopsAndOfBlas() {
    NativeLibraries.prepare();
    NativeLibraries.threads(2);
    assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(2);

    NativeLibraries.threads(1);

    assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(1);
    assertThat(Nd4j.getEnvironment().maxMasterThreads()).isEqualTo(1);
    assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()).isEqualTo(1);
  }
}
