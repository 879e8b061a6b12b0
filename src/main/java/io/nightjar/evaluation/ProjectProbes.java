package io.nightjar.evaluation;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Gives images their principal components. */
final class ProjectProbes implements Function<ProbeImage, ProbeImage> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<PrincipalComponents> components;

  ProjectProbes(Broadcast<PrincipalComponents> components) {
    this.components = components;
  }

  @Override
  public ProbeImage call(ProbeImage image) {
    return image.with(components.value().project(image));
  }
}
