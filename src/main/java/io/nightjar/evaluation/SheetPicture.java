package io.nightjar.evaluation;

import io.nightjar.bundle.Bundle;
import io.nightjar.encoding.LatentEncoder;

/** A picture that is a grid of images. */
public sealed interface SheetPicture extends Picture
    permits Reconstructions, Samples, Interpolations, Traversals {
  @Override
  PictureSheet draw(Bundle bundle, LatentEncoder network);
}
