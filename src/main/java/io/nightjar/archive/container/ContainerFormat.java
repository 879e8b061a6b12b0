package io.nightjar.archive.container;

import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.List;

/** How a file holds many images. */
public sealed interface ContainerFormat
    permits TarFormat, ZipFormat, ParquetFormat, SequenceFileFormat {

  /** True if a file of this name is one, as far as names tell. */
  boolean isNamedLike(String fileName);

  /** True if a file that begins so is one. */
  boolean beginsLike(FileHead head);

  /** What its files are called, for messages: {@code .tar, .tgz}. */
  String endings();

  /**
   * Looks into a file and cuts it up, in the order of its images. What is damaged in it is a part
   * too, which gives a rejection.
   *
   * @param file of 1 byte or more
   * @throws ContainerException when nothing of it can be read
   * @throws io.nightjar.InvalidInputException when the configuration does not suit it
   */
  List<ContainerPart> index(SourceFile file, OpenFiles files) throws IOException;
}
