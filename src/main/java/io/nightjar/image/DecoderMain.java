package io.nightjar.image;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The other end of a {@link DecoderProcess}: says that it is there, then answers each image that
 * comes in on standard input with its result on standard output, until the input ends.
 */
public final class DecoderMain {
  private DecoderMain() {}

  public static void main(String[] args) throws IOException {
    var out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setOut(System.err); // whatever prints must not tear the answers
    var in = new DataInputStream(new BufferedInputStream(System.in));
    DecoderFrames.Settings settings = DecoderFrames.receiveSettings(in);
    ImageDecoder decoder = new ImageDecoder(settings.preprocessing(), settings.limits());
    OpenCv.load();
    DecoderFrames.sendReady(out);
    Optional<EncodedImage> image = DecoderFrames.receiveImage(in);
    while (image.isPresent()) {
      answer(image.get(), decoder, out);
      image = DecoderFrames.receiveImage(in);
    }
  }

  private static void answer(EncodedImage image, ImageDecoder decoder, DataOutputStream out)
      throws IOException {
    DecodeResult result;
    try {
      result = decoder.decode(image);
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      DecoderFrames.sendFailure(e, out);
      return;
    }
    DecoderFrames.sendResult(result, out);
  }
}
