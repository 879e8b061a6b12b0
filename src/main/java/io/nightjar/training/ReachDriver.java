package io.nightjar.training;

import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a task can fetch from the driver's {@link ExchangeServer} and send to it. */
final class ReachDriver implements Function<Integer, Boolean> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReachDriver.class);

  private final StreamExchange probe;

  /**
   * @param probe a round of its own
   */
  ReachDriver(StreamExchange probe) {
    this.probe = probe;
  }

  @Override
  public Boolean call(Integer worker) {
    try {
      NetworkState average = probe.average();
      ExchangeClient.send(
          ExchangeClient.connect(probe.host(), probe.port()),
          probe.round(),
          worker,
          probe.size().pack(average));
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot exchange with the driver at {}:{}", probe.host(), probe.port(), e);
      return false;
    }
  }
}
