package io.nightjar.image;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A codec that ends its process over one kind of image, as a fault in native code would: our class
 * around the native calls, with one line more, for the front of a class path.
 */
public final class HaltingCodec {
  public static final int EXIT_CODE = 134;
  private static final String MARK = "over this the codec dies";

  private HaltingCodec() {}

  /** Writes the class into a folder. */
  public static void write(Path folder) {
    write(folder, Halt.class);
  }

  /** Writes one that answers in its process's name, and not as a decoder does. */
  static void writeBabbling(Path folder) {
    write(folder, Babble.class);
  }

  private static void write(Path folder, Class<?> line) {
    try {
      Class<?> codec =
          Class.forName("io.nightjar.image.OpenCv", false, HaltingCodec.class.getClassLoader());
      new ByteBuddy()
          .redefine(codec)
          .visit(Advice.to(line).on(ElementMatchers.named("decode")))
          .make()
          .saveIn(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An image over which it dies and which others decode: what follows an image's end is unread. */
  public static byte[] deadly(byte[] image) {
    byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
    byte[] deadly = Arrays.copyOf(image, image.length + mark.length);
    System.arraycopy(mark, 0, deadly, image.length, mark.length);
    return deadly;
  }

  /** Copied into the codec's method, where nothing of this test's is there. */
  private static final class Halt {
    private Halt() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) byte[] file) {
      if (new String(file, StandardCharsets.US_ASCII).endsWith("over this the codec dies")) {
        Runtime.getRuntime().halt(134);
      }
    }
  }

  /** Copied into it too, the beginning of a serialized object on standard output. */
  private static final class Babble {
    private Babble() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) byte[] file) throws IOException {
      if (new String(file, StandardCharsets.US_ASCII).endsWith("over this the codec dies")) {
        new FileOutputStream(FileDescriptor.out).write(new byte[] {(byte) 0xAC, (byte) 0xED, 0, 5});
      }
    }
  }
}
