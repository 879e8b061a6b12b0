package io.nightjar.archive.container;

import io.nightjar.image.ImageContent;
import java.io.IOException;

/** A member's content, read as far as somebody asks for it. */
interface MemberContent {
  /**
   * The first {@link io.nightjar.image.FirstBytes#COUNT} bytes, if there are as many and they can
   * be read.
   */
  byte[] head() throws IOException;

  /** Its bytes, or why there are none. */
  ImageContent whole() throws IOException;
}
