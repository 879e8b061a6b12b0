package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/** The encodings that are decoded, told by their first bytes whatever the file is called. */
enum ImageFormat {
  JPEG {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "\u00FF\u00D8\u00FF");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new JpegScan(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new JpegScan(file).requireWhole();
    }

    @Override
    Mat decode(HeaderBytes file, int mode) throws UndecodableException {
      Mat decoded = super.decode(file, mode);
      if (JpegScan.mayBeFilledUp(decoded)) {
        new JpegScan(file).requireData();
      }
      return decoded;
    }

    @Override
    Mat decodeAsFirst(HeaderBytes file, int mode) throws UndecodableException {
      return decode(file, mode);
    }
  },
  PNG {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, PngChunks.SIGNATURE);
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new PngChunks(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new PngChunks(file).requireWhole();
    }

    @Override
    Mat decode(HeaderBytes file, int mode) throws UndecodableException {
      return OpenCv.decode(new PngChunks(file).still(), mode);
    }
  },
  GIF {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "GIF87a") || file.has(0, "GIF89a");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new GifFrames(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new GifFrames(file).requireWhole();
    }

    @Override
    Mat decode(HeaderBytes file, int mode) throws UndecodableException {
      return OpenCv.decode(new GifFrames(file).first(), mode);
    }

    @Override
    Mat decodeAsFirst(HeaderBytes file, int mode) throws UndecodableException {
      var frames = new GifFrames(file);
      return frames.isLargerThanScreen() ? decode(file, mode) : super.decodeAsFirst(file, mode);
    }
  },
  BMP {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "BM");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new BmpHeader(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new BmpHeader(file).requireWhole();
    }

    @Override
    Mat decode(HeaderBytes file, int mode) throws UndecodableException {
      var header = new BmpHeader(file);
      Optional<BmpRuns> runs = header.runs();
      if (runs.isPresent()) {
        return runs.get().decode();
      }
      Optional<BmpMasks> masks = header.masks();
      return masks.isPresent() ? masks.get().decode(file) : super.decode(file, mode);
    }

    @Override
    Mat decodeAsFirst(HeaderBytes file, int mode) throws UndecodableException {
      Optional<BmpRuns> runs = new BmpHeader(file).runs();
      return runs.isPresent() ? runs.get().decode() : super.decodeAsFirst(file, mode);
    }
  },
  WEBP {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "RIFF") && file.has(8, "WEBP");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new WebpHeader(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new WebpHeader(file).requireWhole();
    }
  },
  TIFF {
    @Override
    boolean matches(HeaderBytes file) {
      return TiffDirectory.begins(file, 0);
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new TiffHeader(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new TiffHeader(file).requireWhole();
    }

    @Override
    Mat decode(HeaderBytes file, int mode) throws UndecodableException {
      Optional<TiffRaster> raster = new TiffHeader(file).raster();
      return raster.isPresent() ? raster.get().decode() : super.decode(file, mode);
    }

    @Override
    Mat decodeAsFirst(HeaderBytes file, int mode) throws UndecodableException {
      Optional<TiffRaster> raster = new TiffHeader(file).raster();
      if (raster.isEmpty()) {
        return super.decodeAsFirst(file, mode);
      }
      ImageHeader header = header(file);
      Mat laid = header.transparency().over(Background.BLACK, raster.get().decode());
      return OpenCv.upright(laid, header.orientation());
    }
  },
  PNM {
    @Override
    boolean matches(HeaderBytes file) {
      return PnmHeader.begins(file);
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new PnmHeader(file).header();
    }

    @Override
    void requireWhole(HeaderBytes file) throws UndecodableException {
      new PnmHeader(file).requireWhole();
    }
  };

  abstract boolean matches(HeaderBytes file);

  /** Reads what decoding will take, from the head of the file alone. */
  abstract ImageHeader header(HeaderBytes file) throws UndecodableException;

  /** Looks through the file for what is missing or broken and shows without decoding. */
  abstract void requireWhole(HeaderBytes file) throws UndecodableException;

  /**
   * Decodes the first picture, as it lies in the file.
   *
   * @param mode OpenCV's {@code IMREAD_} mode; the result may keep colour that it does not ask for
   */
  Mat decode(HeaderBytes file, int mode) throws UndecodableException {
    return OpenCv.decode(file.bytes(), mode);
  }

  /**
   * Decodes as the first version of {@link Preprocessing} did, upright and on black: all that the
   * library could read and read rightly, from the library alone.
   */
  Mat decodeAsFirst(HeaderBytes file, int mode) throws UndecodableException {
    return OpenCv.decode(file.bytes(), mode);
  }

  static ImageFormat of(HeaderBytes file) throws UndecodableException {
    if (file.length() == 0) {
      throw new UndecodableException(Reason.EMPTY, "the file has no bytes");
    }
    return Arrays.stream(values())
        .filter(format -> format.matches(file))
        .findFirst()
        .orElseThrow(
            () ->
                new UndecodableException(
                    Reason.UNSUPPORTED_FORMAT,
                    "its first bytes are none of " + Arrays.toString(values())));
  }
}
