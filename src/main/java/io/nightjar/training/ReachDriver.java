package io.nightjar.training;

import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a task can connect to the driver's {@link ExchangeServer}. */
final class ReachDriver implements Function<Integer, Boolean> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReachDriver.class);

  private final String host;
  private final int port;

  ReachDriver(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public Boolean call(Integer worker) {
    try {
      return ExchangeClient.connect(host, port).isActive();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot connect to the driver at {}:{}", host, port, e);
      return false;
    }
  }
}
