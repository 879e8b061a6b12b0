package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.archive.ArchiveItem;
import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;

/**
 * Members as images, grouped as WebDataset does: those of one key follow each other, and what
 * describes an image gives its label instead of being one. Where no member shares a key, each is an
 * image by itself.
 *
 * @see <a href="https://github.com/webdataset/webdataset">WebDataset</a>
 */
final class GroupMembers implements Iterator<ArchiveItem> {
  private static final int MOST_MEMBERS = 16;
  private static final long MOST_BYTES = 64L << 20;
  private static final int LARGEST_SIDECAR = 1 << 20;
  private static final List<String> LABEL_FIELDS = List.of("label", "cls", "class");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SourceFile container;
  private final Iterator<Member> members;
  private final Queue<ArchiveItem> ready = new ArrayDeque<>();
  private Member ahead;
  private RuntimeException failure;
  private String key;
  private String label;
  private boolean imageSeen;

  GroupMembers(SourceFile container, Iterator<Member> members) {
    this.container = container;
    this.members = members;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && look()) {
      gather();
    }
    if (ready.isEmpty() && failure != null) {
      throw failure; // only now: what was read before it is good
    }
    return !ready.isEmpty();
  }

  @Override
  public ArchiveItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** Reads one member ahead, to see where its group ends. */
  private boolean look() {
    try {
      if (ahead == null && failure == null && members.hasNext()) {
        ahead = members.next();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    return ahead != null;
  }

  /** A group, or as much of one as may be held. */
  private void gather() {
    if (!ahead.name().key().equals(key)) {
      key = ahead.name().key();
      label = null;
      imageSeen = false;
    }
    List<Member> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < MOST_MEMBERS
        && bytes < MOST_BYTES
        && look()
        && ahead.name().key().equals(key)) {
      group.add(ahead);
      bytes += ahead.content().byteLength();
      ahead = null;
    }
    give(group);
  }

  private void give(List<Member> group) {
    imageSeen |= group.stream().anyMatch(member -> !member.name().isSidecar());
    if (imageSeen && label == null) {
      label = label(group, "cls");
      label = label == null ? label(group, "json") : label;
    }
    group.stream()
        .filter(member -> !imageSeen || !member.name().isSidecar())
        .forEach(member -> ready.add(member.item(container, label)));
  }

  private static String label(List<Member> group, String extension) {
    return group.stream()
        .filter(member -> member.name().extension().equals(extension))
        .map(member -> label(member.bytes(), extension))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Null where there is none: an image does not suffer from what is written beside it. */
  private static String label(byte[] sidecar, String extension) {
    if (sidecar.length > LARGEST_SIDECAR) {
      return null;
    }
    String text = extension.equals("json") ? field(sidecar) : new String(sidecar, UTF_8).strip();
    return text == null || text.isEmpty() ? null : text;
  }

  private static String field(byte[] json) {
    try {
      JsonNode fields = JSON.readTree(json);
      return LABEL_FIELDS.stream()
          .map(fields::path)
          .filter(field -> field.isValueNode() && !field.isNull())
          .map(JsonNode::asText)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
