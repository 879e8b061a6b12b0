package io.nightjar.embedding;

/**
 * Told how a run goes, before it publishes anything.
 *
 * @param <C> the run's counts
 */
@FunctionalInterface
public interface EmbedListener<C> {
  /** How the images ended. */
  void counted(C counts);

  /** How unlike training's the new rows are; not told without new rows or training's figures. */
  default void measured(Drift drift) {}
}
