package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
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
   * @return pixels, or why there are none; a rejection as content comes back as it is
   */
  public DecodeResult decode(ImageContent content) {
    try {
      if (content instanceof EncodedImage encoded) {
        return decode(encoded);
      }
      if (content instanceof RasterImage raster) {
        return convert(raster);
      }
      return (Rejection) content;
    } catch (UndecodableException e) {
      return e.rejection();
    }
  }

  @SuppressWarnings("try") // an open scope is all that is wanted of it
  private DecodedImage decode(EncodedImage image) throws UndecodableException {
    var file = new HeaderBytes(image.bytes());
    ImageHeader header = ImageFormat.of(file).header(file);
    checkSize(header);
    Reduction reduction = Reduction.of(header, preprocessing);
    try (var scope = new PointerScope()) {
      Mat decoded = OpenCv.decode(image.bytes(), reduction.mode(shape().channels()));
      Area source = reduction.sourceSize(header, Area.of(decoded.cols(), decoded.rows()));
      return new DecodedImage(pixels(decoded), source.width(), source.height());
    }
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
    return OpenCv.planar(OpenCv.place(converted, placement, shape()));
  }

  private void checkSize(ImageHeader header) throws UndecodableException {
    long width = header.width();
    long height = header.height();
    if (width < 1 || height < 1) {
      throw new UndecodableException(
          Reason.ZERO_SIZE, "the image is %d by %d pixels".formatted(width, height));
    }
    double bytes = (double) width * height * shape().channels();
    if (bytes > limits.decodedBytes()) {
      throw new UndecodableException(
          Reason.TOO_LARGE,
          "%d by %d pixels take %.0f MiB decoded, the limit is %d MiB"
              .formatted(width, height, bytes / (1 << 20), limits.decodedBytes() >> 20));
    }
  }

  private ImageShape shape() {
    return preprocessing.shape();
  }
}
