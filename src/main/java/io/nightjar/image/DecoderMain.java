package io.nightjar.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/**
 * The other end of a {@link DecoderProcess}: says that it is there, then answers each image that
 * comes in on standard input with its result on standard output, until the input ends. What either
 * end sends was made by the other, of the same version.
 */
public final class DecoderMain {
  private DecoderMain() {}

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    ObjectOutputStream out =
        new ObjectOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setOut(System.err); // whatever prints must not tear the answers
    ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(System.in));
    ImageDecoder decoder =
        new ImageDecoder((Preprocessing) in.readObject(), (DecodeLimits) in.readObject());
    OpenCv.load();
    send(true, out);
    while (true) {
      ImageContent image;
      try {
        image = (ImageContent) in.readObject();
      } catch (EOFException e) {
        return;
      }
      send(answer(image, decoder), out);
    }
  }

  /** What our own code throws is no fault of the image's: the other end is told. */
  private static Object answer(ImageContent image, ImageDecoder decoder) {
    try {
      return decoder.decode(image);
    } catch (RuntimeException | OutOfMemoryError e) {
      return e;
    }
  }

  /** At once, and forgotten. */
  static void send(Object object, ObjectOutputStream out) throws IOException {
    out.writeObject(object);
    out.reset(); // or it would remember every image
    out.flush();
  }
}
