package io.nightjar.archive.container;

import java.io.Serializable;
import java.util.List;

/** The parts of containers that one task reads. */
public record ContainerTask(List<ContainerPart> parts) implements Serializable {}
