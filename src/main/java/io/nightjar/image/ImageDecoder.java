package io.nightjar.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Turns an image's content into the pixels that a network sees. The same bytes and preprocessing
 * give the same pixels on every worker. Holds no native state and is safe for use by many threads.
 */
public final class ImageDecoder {
  private final Preprocessing preprocessing;
  private final DecodeLimits limits;

  public ImageDecoder(Preprocessing preprocessing) {
    this(preprocessing, DecodeLimits.DEFAULT);
  }

  public ImageDecoder(Preprocessing preprocessing, DecodeLimits limits) {
    this.preprocessing = Objects.requireNonNull(preprocessing, "preprocessing");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * Decodes, turns upright, converts to the shape's channels and resizes.
   *
   * @return pixels, or why there are none; content that is nothing to decode comes back as it is
   */
  public DecodeResult decode(ImageContent content) {
    try {
      if (content instanceof EncodedImage encoded) {
        return decode(encoded);
      }
      if (content instanceof RasterImage raster) {
        return convert(raster);
      }
      return content instanceof PassedOver passedOver ? passedOver : (Rejection) content;
    } catch (UndecodableException e) {
      return e.rejection();
    }
  }

  @SuppressWarnings("try") // an open scope is all that is wanted of it
  private DecodedImage decode(EncodedImage image) throws UndecodableException {
    var file = new HeaderBytes(image.bytes());
    ImageFormat format = ImageFormat.of(file);
    ImageHeader header = format.header(file);
    Reduction reduction = Reduction.of(header, preprocessing);
    limits.require(header, reduction, preprocessing);
    format.requireWhole(file);
    try (var scope = new PointerScope()) {
      Mat decoded =
          preprocessing.version() == Preprocessing.FIRST_VERSION
              ? format.decodeAsFirst(file, reduction.mode(shape().channels()))
              : upright(file, header, reduction);
      Area source = reduction.sourceSize(header, Area.of(decoded.cols(), decoded.rows()));
      return new DecodedImage(pixels(decoded), source.width(), source.height());
    }
  }

  private Mat upright(HeaderBytes file, ImageHeader header, Reduction reduction)
      throws UndecodableException {
    if (header.isSeenThrough(preprocessing)) {
      Mat stored = header.format().decode(file, IMREAD_UNCHANGED);
      Mat laid = header.transparency().over(preprocessing.background(), stored);
      return OpenCv.upright(laid, header.orientation());
    }
    int mode = reduction.mode(shape().channels());
    if (header.format() == ImageFormat.JPEG) {
      return header.format().decode(file, mode);
    }
    Mat stored = header.format().decode(file, mode | IMREAD_IGNORE_ORIENTATION);
    return OpenCv.upright(stored, header.orientation());
  }

  @SuppressWarnings("try")
  private DecodedImage convert(RasterImage image) {
    ImageShape stored = image.shape();
    if (stored.equals(shape())) {
      return new DecodedImage(image.values().clone(), stored.width(), stored.height());
    }
    try (var scope = new PointerScope()) {
      byte[] pixels = pixels(OpenCv.of(image));
      return new DecodedImage(pixels, stored.width(), stored.height());
    }
  }

  private byte[] pixels(Mat image) {
    Mat converted = OpenCv.withChannels(image, shape().channels());
    Placement placement = preprocessing.place(converted.cols(), converted.rows());
    return OpenCv.planar(OpenCv.place(converted, placement, preprocessing));
  }

  private ImageShape shape() {
    return preprocessing.shape();
  }
}
