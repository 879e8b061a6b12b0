package io.nightjar.archive.container;

/** All of a container into whose middle there is no way: its images count once they are read. */
sealed interface WholeFilePart extends ContainerPart permits CompressedTarPart, SequencePart {
  @Override
  default long images() {
    return 0;
  }

  @Override
  default boolean counted() {
    return false;
  }

  @Override
  default long byteLength() {
    return source().byteLength();
  }
}
