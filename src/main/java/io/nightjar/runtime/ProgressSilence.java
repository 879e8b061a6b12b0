package io.nightjar.runtime;

/** Work that nobody watches. */
record ProgressSilence() implements Progress.Task {
  @Override
  public void step(long count) {}

  @Override
  public void stepTo(long done) {}

  @Override
  public void message(String suffix) {}

  @Override
  public void close() {}
}
