package io.nightjar.image;

import io.nightjar.Printable;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a {@link DecoderProcess} and its other end say to each other: numbers, and bytes with their
 * length before them. An image can make a codec run code of its own, so whatever that end says is
 * held against what it may say; nothing of it is more than pixels or a text of one line.
 */
final class DecoderFrames {
  private static final int READY = 1;
  private static final int PIXELS = 2;
  private static final int REJECTION = 3;
  private static final int FAILURE = 4;

  private static final int MOST_TEXT_BYTES = 4096;

  private DecoderFrames() {}

  /** What decides how the process decodes. */
  record Settings(Preprocessing preprocessing, DecodeLimits limits) {}

  /** An answer that no decoder of ours gives. */
  static final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String message) {
      super("its answer is broken: " + message);
    }
  }

  static void sendSettings(Settings settings, DataOutputStream out) throws IOException {
    Preprocessing preprocessing = settings.preprocessing();
    ImageShape shape = preprocessing.shape();
    out.writeInt(shape.channels());
    out.writeInt(shape.height());
    out.writeInt(shape.width());
    writeText(preprocessing.resize().name(), out);
    writeText(preprocessing.background().name(), out);
    out.writeInt(preprocessing.version());
    out.writeLong(settings.limits().decodedBytes());
    out.flush();
  }

  static Settings receiveSettings(DataInputStream in) throws IOException {
    ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
    Resize resize = Resize.valueOf(readText(in));
    Background background = new Background(readText(in));
    Preprocessing preprocessing = new Preprocessing(shape, resize, background, in.readInt());
    return new Settings(preprocessing, new DecodeLimits(in.readLong()));
  }

  static void sendImage(EncodedImage image, DataOutputStream out) throws IOException {
    writeBytes(image.bytes(), out);
    out.flush();
  }

  /** The next image, or nothing at the end of the input. */
  static Optional<EncodedImage> receiveImage(DataInputStream in) throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return Optional.empty();
    }
    return Optional.of(new EncodedImage(readBytes(length, in)));
  }

  static void sendReady(DataOutputStream out) throws IOException {
    out.writeByte(READY);
    out.flush();
  }

  static void receiveReady(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind != READY) {
      throw new BrokenAnswerException("%d for a greeting".formatted(kind));
    }
  }

  static void sendResult(DecodeResult result, DataOutputStream out) throws IOException {
    if (result instanceof DecodedImage image) {
      out.writeByte(PIXELS);
      out.writeInt(image.sourceWidth());
      out.writeInt(image.sourceHeight());
      writeBytes(image.pixels(), out);
    } else if (result instanceof Rejection rejection) {
      out.writeByte(REJECTION);
      writeText(rejection.stage().name(), out);
      writeText(rejection.reason().name(), out);
      writeText(rejection.detail(), out);
    } else {
      throw new IllegalArgumentException("an image decodes to pixels or a rejection: " + result);
    }
    out.flush();
  }

  /** What our own code threw over an image. */
  static void sendFailure(Throwable failure, DataOutputStream out) throws IOException {
    out.writeByte(FAILURE);
    writeText(failure.toString(), out);
    out.flush();
  }

  /**
   * Reads the answer to an image.
   *
   * @param shape that its pixels must have
   * @throws BrokenAnswerException when it is none
   */
  static DecodeResult receiveResult(ImageShape shape, DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case PIXELS -> receivePixels(shape, in);
      case REJECTION ->
          new Rejection(
              constant(Stage.class, readText(in)),
              constant(Reason.class, readText(in)),
              readText(in));
      case FAILURE ->
          new Rejection(
              Stage.DECODE, Reason.DECODER_CRASH, "the decoder failed over it: " + readText(in));
      default -> throw new BrokenAnswerException("no answer is of kind %d".formatted(kind));
    };
  }

  private static DecodedImage receivePixels(ImageShape shape, DataInputStream in)
      throws IOException {
    int width = in.readInt();
    int height = in.readInt();
    if (width < 1 || height < 1) {
      throw new BrokenAnswerException("an image of %d by %d pixels".formatted(width, height));
    }
    int length = in.readInt();
    if (length != shape.size()) {
      throw new BrokenAnswerException("%d bytes of pixels for %s".formatted(length, shape));
    }
    return new DecodedImage(readBytes(length, in), width, height);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name)
      throws BrokenAnswerException {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new BrokenAnswerException("no %s".formatted(type.getSimpleName()));
    }
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeBytes(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_TEXT_BYTES)), out);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_TEXT_BYTES) {
      throw new BrokenAnswerException("a text of %d bytes".formatted(length));
    }
    return Printable.line(new String(readBytes(length, in), StandardCharsets.UTF_8));
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(int length, DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("%d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }
}
