package io.nightjar.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.image.DecoderFrames.BrokenAnswerException;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DecoderFramesTest {
  private static final ImageShape SHAPE = new ImageShape(3, 2, 5);

  @Test
  void carriesSettingsAndImages() throws IOException {
    var settings =
        new DecoderFrames.Settings(
            new Preprocessing(SHAPE, Resize.FIT, Background.of("white"), 1),
            new DecodeLimits(12_345_678_901L));
    byte[] sent =
        sent(
            out -> {
              DecoderFrames.sendSettings(settings, out);
              DecoderFrames.sendImage(new EncodedImage(new byte[] {1, 2, 3}), out);
              DecoderFrames.sendImage(new EncodedImage(new byte[0]), out);
            });

    DataInputStream in = in(sent);

    assertThat(DecoderFrames.receiveSettings(in)).isEqualTo(settings);
    assertThat(DecoderFrames.receiveImage(in).orElseThrow().bytes()).containsExactly(1, 2, 3);
    assertThat(DecoderFrames.receiveImage(in).orElseThrow().bytes()).isEmpty();
    assertThat(DecoderFrames.receiveImage(in)).isEmpty();
  }

  @Test
  void carriesPixelsAndRejections() throws IOException {
    byte[] pixels = new byte[SHAPE.size()];
    new SplittableRandom(1).nextBytes(pixels);
    DecodedImage image = new DecodedImage(pixels, 40, 30);
    Rejection rejection = new Rejection(Stage.DECODE, Reason.CORRUPT, "the end is missing: ü");

    assertThat(answer(sent(out -> DecoderFrames.sendResult(image, out))))
        .usingRecursiveComparison()
        .isEqualTo(image);
    assertThat(answer(sent(out -> DecoderFrames.sendResult(rejection, out)))).isEqualTo(rejection);
  }

  @Test
  void aFailureOfOurOwnCodeIsTheImagesReject() throws IOException {
    var failure = new IllegalStateException("boom");

    assertThat(answer(sent(out -> DecoderFrames.sendFailure(failure, out))))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Reason.DECODER_CRASH);
              assertThat(rejection.detail()).contains("IllegalStateException: boom");
            });
  }

  @Test
  void textStaysOneShortLine() throws IOException {
    String detail = "first\nsecond\u001b[31m" + "x".repeat(1 << 20);
    Rejection rejection = new Rejection(Stage.DECODE, Reason.CORRUPT, detail);

    assertThat(answer(sent(out -> DecoderFrames.sendResult(rejection, out))))
        .isInstanceOfSatisfying(
            Rejection.class,
            told ->
                assertThat(told.detail())
                    .startsWith("first\\nsecond\\u001b[31mxxx")
                    .hasSizeLessThan(4200));
  }

  @Test
  void whatIsNoImageIsNeverSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sent(out -> DecoderFrames.sendResult(PassedOver.named("x.txt"), out)));
  }

  @Test
  void refusesAnObjectAndAnyOtherAnswerThatIsNone() throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(object)) {
      out.writeObject(new Rejection(Stage.DECODE, Reason.CORRUPT, "x"));
    }

    assertBroken(object.toByteArray());
    assertBroken(sent(out -> out.writeByte(0)));
    assertBroken(sent(out -> pixels(out, 40, 30, SHAPE.size() + 1)));
    assertBroken(sent(out -> pixels(out, 40, 30, Integer.MAX_VALUE)));
    assertBroken(sent(out -> pixels(out, 40, 30, -1)));
    assertBroken(sent(out -> pixels(out, 0, 30, SHAPE.size())));
    assertBroken(sent(out -> pixels(out, 40, -30, SHAPE.size())));
    assertBroken(
        sent(
            out -> {
              out.writeByte(3);
              out.writeInt(Integer.MAX_VALUE);
            }));
    assertBroken(
        sent(
            out -> {
              out.writeByte(3);
              out.writeInt(4);
              out.writeBytes("LIES");
            }));
  }

  @Test
  void whateverBytesComeGiveAnAnswerOrAnInputOutputException() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) random.nextInt(6);
      }
      try {
        assertThat(answer(bytes)).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).as(Arrays.toString(bytes)).isNotEqualTo("");
      }
    }
  }

  private static void pixels(DataOutputStream out, int width, int height, int length)
      throws IOException {
    out.writeByte(2);
    out.writeInt(width);
    out.writeInt(height);
    out.writeInt(length);
    out.write(new byte[SHAPE.size()]);
  }

  private static void assertBroken(byte[] answer) {
    assertThatThrownBy(() -> answer(answer)).isInstanceOf(BrokenAnswerException.class);
  }

  private static DecodeResult answer(byte[] bytes) throws IOException {
    return DecoderFrames.receiveResult(SHAPE, in(bytes));
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static byte[] sent(Sending sending) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sending.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private interface Sending {
    void to(DataOutputStream out) throws IOException;
  }
}
