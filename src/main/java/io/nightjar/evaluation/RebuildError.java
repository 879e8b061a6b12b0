package io.nightjar.evaluation;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Each image's squared error per pixel value when rebuilt from its principal components. */
final class RebuildError implements Function<ProbeImage, Double> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<PrincipalComponents> components;

  RebuildError(Broadcast<PrincipalComponents> components) {
    this.components = components;
  }

  @Override
  public Double call(ProbeImage image) {
    return components.value().squaredError(image);
  }
}
