package io.nightjar.embedding.night;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.ContentHash;
import io.nightjar.image.EncodedImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownContentTest {
  private static byte[] bytes(int image) {
    return ("image " + image).getBytes(UTF_8);
  }

  private static byte[] hash(int image) {
    return HexFormat.of().parseHex(ContentHash.of(bytes(image)).hex());
  }

  private static ArchiveItem item(int image) {
    var source = new SourceFile("file:///x", 7, Instant.EPOCH);
    return new ArchiveItem("file:///x", null, source, new EncodedImage(bytes(image)));
  }

  @Test
  void holdsWhatItWasMadeOfAndNothingElse() {
    ByteBuffer even = ByteBuffer.allocate(32 * 1_000);
    ByteBuffer odd = ByteBuffer.allocate(32 * 1_000);
    for (int i = 0; i < 1_000; i++) {
      even.put(hash(2 * i));
      odd.put(hash(2 * i + 1));
    }

    KnownContent known = KnownContent.of(List.of(odd.array(), even.array(), new byte[0]));

    for (int i = 0; i < 4_000; i++) {
      assertThat(known.holds(item(i))).isEqualTo(i < 2_000);
    }
  }

  @Test
  void tellsHashesApartByTheirLastBit() {
    byte[] near = hash(1);
    near[31] ^= 1;
    byte[] first = hash(1);
    first[8] ^= 1;

    assertThat(KnownContent.of(List.of(near, first)).holds(item(1))).isFalse();
    assertThat(KnownContent.of(List.of(near, hash(1), first)).holds(item(1))).isTrue();
    assertThat(KnownContent.NONE.holds(item(1))).isFalse();
  }
}
