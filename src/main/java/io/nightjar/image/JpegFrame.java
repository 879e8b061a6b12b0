package io.nightjar.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JPEG's frame: its components, and the blocks of eight by eight samples that they are made of.
 *
 * @param width of the image, pixels
 * @param height of the image, pixels
 * @param progressive whether scans refine one another
 * @param components in the file's order
 */
record JpegFrame(int width, int height, boolean progressive, List<Component> components) {
  private static final int BLOCK = 8;
  private static final int COMPONENTS = 7;
  private static final int MOST_BLOCKS = 4;

  /**
   * A plane of samples.
   *
   * @param id what scans call it
   * @param across how many of its blocks lie side by side where all components come together
   * @param down how many lie below one another there
   */
  record Component(int id, int across, int down) {
    /** In a group of blocks of all components. */
    int blocks() {
      return across * down;
    }

    private boolean isOdd() {
      return across < 1 || across > MOST_BLOCKS || down < 1 || down > MOST_BLOCKS;
    }
  }

  /**
   * Reads a frame.
   *
   * @param at behind the frame's marker
   */
  static JpegFrame of(HeaderBytes file, int at, boolean progressive) throws UndecodableException {
    List<Component> components = new ArrayList<>();
    int count = file.uint8(at + COMPONENTS);
    for (int i = 0; i < count; i++) {
      int entry = at + COMPONENTS + 1 + 3 * i;
      int sampling = file.uint8(entry + 1);
      components.add(new Component(file.uint8(entry), sampling >> 4, sampling & 15));
    }
    return new JpegFrame(
        file.uint16BigEndian(at + 5), file.uint16BigEndian(at + 3), progressive, components);
  }

  /** A component's place of this name that is not taken yet; names need not be unique. */
  Optional<Integer> find(int id, List<Integer> taken) {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).id() == id && !taken.contains(i)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** True for what no decoder takes. */
  boolean isOdd() {
    return components.isEmpty() || components.stream().anyMatch(Component::isOdd);
  }

  /** True if a scan of all components that restarts after so many groups has not all restarts. */
  boolean lacksRestarts(int interval, long restarts) {
    return interval > 0 && restarts < (groups() - 1) / interval;
  }

  /** Groups of blocks of all components. */
  long groups() {
    Component only = components.get(0);
    return components.size() == 1
        ? (long) blocksAcross(only) * blocksDown(only)
        : (long) blocks(width, 1, mostAcross()) * blocks(height, 1, mostDown());
  }

  /** Blocks from left to right of one component alone. */
  int blocksAcross(Component component) {
    return blocks(width, component.across(), mostAcross());
  }

  /** Blocks from top to bottom of one component alone. */
  int blocksDown(Component component) {
    return blocks(height, component.down(), mostDown());
  }

  private static int blocks(int side, int samples, int most) {
    return (int) (((long) side * samples + (long) most * BLOCK - 1) / ((long) most * BLOCK));
  }

  private int mostAcross() {
    return components.stream().mapToInt(Component::across).max().orElse(1);
  }

  private int mostDown() {
    return components.stream().mapToInt(Component::down).max().orElse(1);
  }
}
