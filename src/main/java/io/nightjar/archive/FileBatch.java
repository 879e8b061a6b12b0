package io.nightjar.archive;

import java.io.Serializable;
import java.util.List;

/** The files that one task reads. */
record FileBatch(List<ListedFile> files) implements Serializable {}
