package io.nightjar.job;

import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that a command uses: its help shows them, its completion offers them, and others on its
 * command line are refused.
 *
 * @param required keys that have no default; alternatives are parted by {@link #OR}
 * @param own keys, or prefixes of them without the dot, that the command is about
 * @param shared likewise, that several commands have
 */
record CommandKeys(List<String> required, List<String> own, List<String> shared) {
  /** Parts keys of which one is required. */
  static final String OR = " or ";

  CommandKeys {
    required = List.copyOf(required);
    own = List.copyOf(own);
    shared = List.copyOf(shared);
  }

  static CommandKeys required(String... keys) {
    return new CommandKeys(List.of(keys), List.of(), List.of());
  }

  CommandKeys own(String... keys) {
    return new CommandKeys(required, List.of(keys), shared);
  }

  CommandKeys shared(String... keys) {
    return new CommandKeys(required, own, List.of(keys));
  }

  /** The required ones, alternatives among them. */
  List<String> requiredNames() {
    return required.stream().flatMap(keys -> Stream.of(keys.split(OR))).toList();
  }

  /** All, by name or prefix. */
  List<String> all() {
    return Stream.of(requiredNames(), own, shared).flatMap(List::stream).distinct().toList();
  }

  /** Whether a key is one of them. */
  boolean contains(String name) {
    return all().stream().anyMatch(prefix -> Key.isUnder(name, prefix));
  }
}
