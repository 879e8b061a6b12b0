package io.nightjar.embedding.night;

import java.io.IOException;

/** A step of maintenance: it can be taken again, and a night at work is not disturbed by it. */
interface MaintenanceStep {
  /**
   * Takes it.
   *
   * @throws RuntimeException with a conflict as its cause where another commit was faster, and then
   *     nothing was done
   */
  StepResult run() throws IOException;
}
