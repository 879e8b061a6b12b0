package io.nightjar.archive.container;

import io.nightjar.archive.NameRule;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.FirstBytes;
import io.nightjar.image.ImageContent;
import java.io.IOException;

/**
 * Reads of a member what its name asks for: all of what is called an image and of a small text that
 * may tell a label, the first bytes of everything else, and more where those are an image's.
 *
 * @param rule what names are looked at; a label's text is read whatever its name
 */
record MemberLook(NameRule rule) {
  Member at(MemberName name, int occurrence, long byteLength, MemberContent content)
      throws IOException {
    boolean isWanted = rule.globs().matches(name.text());
    if (isWanted && name.isOfImage()) {
      return Member.ofImage(name, occurrence, content.whole());
    }
    if (name.tellsLabel() && byteLength <= Sidecar.LARGEST) {
      ImageContent text = content.whole();
      byte[] bytes = text instanceof EncodedImage read ? read.bytes() : new byte[0];
      return isWanted && FirstBytes.areOfImage(bytes)
          ? Member.ofImage(name, occurrence, text)
          : Member.ofOther(name, occurrence, bytes);
    }
    boolean isImage = isWanted && byteLength > 0 && FirstBytes.areOfImage(content.head());
    return isImage
        ? Member.ofImage(name, occurrence, content.whole())
        : Member.ofOther(name, occurrence, new byte[0]);
  }
}
