package io.nightjar.image;

import io.nightjar.image.Rejection.Reason;
import java.util.Arrays;

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
  },
  GIF {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "GIF87a") || file.has(0, "GIF89a");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return new ImageHeader(this, file.uint16LittleEndian(6), file.uint16LittleEndian(8));
    }
  },
  BMP {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "BM");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      boolean os2 = file.int32LittleEndian(14) == 12;
      return os2
          ? new ImageHeader(this, file.uint16LittleEndian(18), file.uint16LittleEndian(20))
          // A negative height stands for rows from top to bottom.
          : new ImageHeader(
              this, file.int32LittleEndian(18), Math.abs((long) file.int32LittleEndian(22)));
    }
  },
  WEBP {
    @Override
    boolean matches(HeaderBytes file) {
      return file.has(0, "RIFF") && file.has(8, "WEBP");
    }

    @Override
    ImageHeader header(HeaderBytes file) throws UndecodableException {
      return WebpHeader.read(file);
    }
  };

  abstract boolean matches(HeaderBytes file);

  /** Reads the stored size, and checks what is cheap to check without decoding. */
  abstract ImageHeader header(HeaderBytes file) throws UndecodableException;

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
