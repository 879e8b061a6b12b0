package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_core.CMP_EQ;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.compare;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.nightjar.image.Rejection.Reason;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The native calls. Pixels here are uint8 rows of interleaved blue, green and red, or grey. Every
 * Mat belongs to the caller's PointerScope, which frees it.
 */
final class OpenCv {
  /** 65535 / 255. */
  private static final double WORDS_OF_BYTES = 257;

  private static final int VERTICALLY = 0;
  private static final int HORIZONTALLY = 1;
  private static final int BOTH_WAYS = -1;

  static {
    setNumThreads(1); // a Spark task is one thread, and all cores have their task already
  }

  private OpenCv() {}

  /** Loads the native library, which otherwise the first image does. */
  static void load() {
    Loader.load(opencv_imgcodecs.class);
  }

  /**
   * Decodes a file in one of OpenCV's {@code IMREAD_} modes. All of them but {@code UNCHANGED} give
   * 8 bits a channel and turn the image upright as its EXIF orientation says.
   *
   * @throws UndecodableException when the codec refuses the bytes
   */
  static Mat decode(byte[] file, int mode) throws UndecodableException {
    try {
      Mat encoded = new Mat(1, file.length, CV_8UC1, new BytePointer(file));
      Mat decoded = imdecode(encoded, mode);
      if (decoded.empty()) {
        throw new UndecodableException(Reason.CORRUPT, "the decoder refused the pixel data");
      }
      return decoded;
    } catch (RuntimeException e) {
      throw new UndecodableException(Reason.CORRUPT, reasonIn(e));
    }
  }

  /** Copies channels-first red, green, blue, or grey. */
  static Mat of(RasterImage image) {
    ImageShape shape = image.shape();
    byte[] interleaved = ChannelOrder.toInterleaved(image.values(), shape.channels());
    Mat mat = new Mat(shape.height(), shape.width(), type(shape.channels()));
    mat.data().put(interleaved);
    return mat;
  }

  /**
   * Grey to colour repeats the value; colour to grey is 0.299 red + 0.587 green + 0.114 blue. Of a
   * channel of opacity the colour beneath is left.
   */
  static Mat withChannels(Mat image, int channels) {
    if (image.channels() == channels) {
      return image;
    }
    Mat converted = new Mat();
    boolean opacity = image.channels() == 4;
    if (channels == 1) {
      cvtColor(image, converted, opacity ? COLOR_BGRA2GRAY : COLOR_BGR2GRAY);
    } else {
      cvtColor(image, converted, opacity ? COLOR_BGRA2BGR : COLOR_GRAY2BGR);
    }
    return converted;
  }

  /** Scales one part of an image to one part of a target, the background elsewhere. */
  static Mat place(Mat image, Placement placement, Preprocessing target) {
    ImageShape shape = target.shape();
    Scalar colour = scalar(target.background(), shape.channels());
    Mat placed = new Mat(shape.height(), shape.width(), type(shape.channels()), colour);
    scale(new Mat(image, rect(placement.from())), new Mat(placed, rect(placement.to())));
    return placed;
  }

  /** How bright the four corners of an image of 8 bits are, 0 to 255. */
  static DoubleStream cornerLuminances(Mat image) {
    int right = image.cols() - 1;
    int bottom = image.rows() - 1;
    return DoubleStream.of(
        luminance(image, 0, 0),
        luminance(image, 0, right),
        luminance(image, bottom, 0),
        luminance(image, bottom, right));
  }

  private static double luminance(Mat image, int row, int column) {
    BytePointer pixel = image.ptr(row, column);
    int first = pixel.get(0) & 0xFF;
    return image.channels() == 1
        ? first
        : 0.114 * first + 0.587 * (pixel.get(1) & 0xFF) + 0.299 * (pixel.get(2) & 0xFF);
  }

  /** Samples of 16 bits to 8, to the nearest. */
  static Mat eightBits(Mat image) {
    if (image.depth() == CV_8U) {
      return image;
    }
    Mat converted = new Mat();
    image.convertTo(converted, CV_8U, 1.0 / WORDS_OF_BYTES, 0);
    return converted;
  }

  /** 255 where a grey image has this value, 0 elsewhere. */
  static Mat equal(Mat grey, int value) {
    Mat equal = new Mat();
    compare(grey, new Mat(grey.size(), grey.type(), Scalar.all(value)), equal, CMP_EQ);
    return equal;
  }

  /** Puts the background, in colour, where the mask is not 0. */
  static Mat filled(Mat colour, Mat mask, Background background) {
    new Mat(colour.size(), colour.type(), scalar(background, 3)).copyTo(colour, mask);
    return colour;
  }

  /** Turns an image that is stored in this EXIF orientation, 1 to 8. */
  static Mat upright(Mat image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    boolean transposed = orientation >= 5;
    Mat standing = transposed ? new Mat() : image;
    if (transposed) {
      transpose(image, standing);
    }
    Mat upright = new Mat();
    switch (orientation) {
      case 2, 6 -> flip(standing, upright, HORIZONTALLY);
      case 3, 7 -> flip(standing, upright, BOTH_WAYS);
      case 4, 8 -> flip(standing, upright, VERTICALLY);
      default -> upright = standing; // 5 is the transposed one itself
    }
    return upright;
  }

  /** The pixels, channels first: red, green, blue, or grey. */
  static byte[] planar(Mat image) {
    byte[] interleaved = new byte[image.rows() * image.cols() * image.channels()];
    image.data().get(interleaved);
    return ChannelOrder.toPlanar(interleaved, image.channels());
  }

  /**
   * Shrinks by area, then grows by linear interpolation; INTER_AREA averages only where no side
   * grows, so an image that does both takes two steps.
   */
  private static void scale(Mat from, Mat to) {
    int width = Math.min(from.cols(), to.cols());
    int height = Math.min(from.rows(), to.rows());
    if (width == to.cols() && height == to.rows()) {
      resize(from, to, to.size(), 0, 0, INTER_AREA);
      return;
    }
    Mat shrunk = new Mat();
    resize(from, shrunk, new Size(width, height), 0, 0, INTER_AREA);
    resize(shrunk, to, to.size(), 0, 0, INTER_LINEAR);
  }

  private static Rect rect(Area area) {
    return new Rect(area.x(), area.y(), area.width(), area.height());
  }

  private static Scalar scalar(Background background, int channels) {
    return channels == 1
        ? Scalar.all(background.grey())
        : new Scalar(background.blue(), background.green(), background.red(), 0);
  }

  private static int type(int channels) {
    return channels == 1 ? CV_8UC1 : CV_8UC3;
  }

  /** Gives the end of "OpenCV(4.13.0) /…/loadsave.cpp:79: error: (-215:…) pixels <= …". */
  private static String reasonIn(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    int marker = message.indexOf("error: ");
    return message.substring(Math.max(marker, 0)).replaceAll("\\s+", " ").strip();
  }
}
