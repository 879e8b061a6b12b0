package io.nightjar.image;

/** How an image of another size is brought to the network's height and width. */
public enum Resize {
  /** Both sides scaled to fit, the aspect ratio given up. */
  STRETCH,
  /** The centre is cut out at the network's aspect ratio, then scaled. */
  CROP,
  /** Scaled to fit inside and centred, the rest black. */
  FIT
}
