package io.nightjar.evaluation;

/** What a picture comes to: one file under a title. */
public sealed interface Drawing permits PngDrawing, ComparisonPage {
  /** One line that says what is to be seen. */
  String title();

  /** Of the file's name, without the dot. */
  String extension();

  /**
   * The whole file.
   *
   * @throws io.nightjar.InvalidInputException when it would be too large to hold in memory
   */
  byte[] bytes();
}
