package io.nightjar.job;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a run in order on SIGINT and SIGTERM; a second signal ends the process at once. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Run run;
  private final AtomicBoolean received = new AtomicBoolean();

  private Signals(Run run) {
    this.run = run;
  }

  /** From here on signals end this run. */
  static void endRun(Run run) {
    Signals signals = new Signals(run);
    signals.bind(IrqHandler.CONTROL_C, ExitCode.INTERRUPTED);
    signals.bind(IrqHandler.SIGTERM, ExitCode.TERMINATED);
  }

  private void bind(String signal, ExitCode code) {
    try {
      new IrqHandler(signal, data -> end(code)).bind();
    } catch (IllegalArgumentException e) { // the JVM was told to leave signals alone: -Xrs
      LOG.warn("Cannot handle SIG{}", signal, e);
    }
  }

  private void end(ExitCode code) {
    if (!received.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(code.code());
    }
    System.exit(run.interrupt(code).code());
  }
}
