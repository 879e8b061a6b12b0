package io.nightjar.image;

/** A rectangle of whole pixels, x to the right and y downwards; width and height 1 or more. */
record Area(int x, int y, int width, int height) {
  static Area of(int width, int height) {
    return new Area(0, 0, width, height);
  }

  static Area of(ImageShape shape) {
    return of(shape.width(), shape.height());
  }

  /** The largest area of this one's aspect ratio inside a frame, centred, to the nearest pixel. */
  Area scaledInto(int frameWidth, int frameHeight) {
    double scale = Math.min((double) frameWidth / width, (double) frameHeight / height);
    int scaledWidth = Math.max(1, (int) Math.min(frameWidth, Math.round(width * scale)));
    int scaledHeight = Math.max(1, (int) Math.min(frameHeight, Math.round(height * scale)));
    return new Area(
        (frameWidth - scaledWidth) / 2,
        (frameHeight - scaledHeight) / 2,
        scaledWidth,
        scaledHeight);
  }

  boolean isAtLeast(Area other) {
    return width >= other.width && height >= other.height;
  }
}
