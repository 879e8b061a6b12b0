package io.nightjar.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

class NetworkStateTest {
  @Test
  void manyNumbersTravelInTheirOrder() {
    float[] values = new float[20_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    NetworkState received = SerializationUtils.clone(new NetworkState(values, values, 1));
    assertThat(received.parameters()).containsExactly(values);
    assertThat(received.updater()).containsExactly(values);
  }

  @Test
  void travelsBitForBit() {
    float oddNan = Float.intBitsToFloat(0x7fc00123);
    NetworkState sent =
        new NetworkState(new float[] {1.1f, -0f, Float.MIN_VALUE, oddNan}, new float[0], 7);

    NetworkState received = SerializationUtils.clone(sent);

    assertThat(received.iteration()).isEqualTo(7);
    assertThat(received.updater()).isEmpty();
    assertThat(received.parameters()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(Float.floatToRawIntBits(received.parameters()[i]))
          .isEqualTo(Float.floatToRawIntBits(sent.parameters()[i]));
    }
  }
}
