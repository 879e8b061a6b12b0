package io.nightjar.image;

/** How an image of another size is brought to the network's height and width. */
public enum Resize {
  /** Both sides scaled to fit, the aspect ratio given up. */
  STRETCH {
    @Override
    Placement place(int width, int height, ImageShape target) {
      return new Placement(Area.of(width, height), Area.of(target));
    }
  },
  /** The centre is cut out at the network's aspect ratio, then scaled. */
  CROP {
    @Override
    Placement place(int width, int height, ImageShape target) {
      Area cut = Area.of(target).scaledInto(width, height);
      return new Placement(cut, Area.of(target));
    }
  },
  /** Scaled to fit inside and centred, the rest background. */
  FIT {
    @Override
    Placement place(int width, int height, ImageShape target) {
      Area inside = Area.of(width, height).scaledInto(target.width(), target.height());
      return new Placement(Area.of(width, height), inside);
    }
  };

  /** Which part of an image of this width and height goes where in the target. */
  abstract Placement place(int width, int height, ImageShape target);
}
