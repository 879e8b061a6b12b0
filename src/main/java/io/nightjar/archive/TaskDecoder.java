package io.nightjar.archive;

import io.nightjar.image.DecodeResult;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.ImageDecoder;
import io.nightjar.image.IsolatedDecoder;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import io.nightjar.image.Rejection.Stage;
import io.nightjar.runtime.NativeLibraries;
import io.nightjar.runtime.TaskResources;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a task's items so that no image can end a run for good. The first attempt decodes in the
 * executor's process. If that dies, every retry of the task would die over the same image; so a
 * second attempt decodes in a process apart, and so does a run that finds an image in its {@link
 * DecodeJournal}. An image over which that process dies as well is rejected; one that was only
 * under way when somebody killed the executor is not.
 */
public final class TaskDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(TaskDecoder.class);

  private final ImageDecoder decoder;
  private final IsolatedDecoder isolated;
  private final DecodeJournal journal;
  private final InFlight inFlight;
  private final boolean retry;

  private TaskDecoder(
      ImageDecoder decoder,
      IsolatedDecoder isolated,
      DecodeJournal journal,
      InFlight inFlight,
      boolean retry) {
    this.decoder = decoder;
    this.isolated = isolated;
    this.journal = journal;
    this.inFlight = inFlight;
    this.retry = retry;
  }

  /** For the task of the calling thread; closed when the task ends. */
  public static TaskDecoder open(Decoding decoding) {
    NativeLibraries.prepare();
    TaskContext task = TaskContext.get();
    IsolatedDecoder isolated =
        TaskResources.keep(IsolatedDecoder.open(decoding.preprocessing(), decoding.limits()));
    InFlight inFlight = TaskResources.keep(decoding.journal().begin(task.taskAttemptId()));
    return new TaskDecoder(
        new ImageDecoder(decoding.preprocessing(), decoding.limits()),
        isolated,
        decoding.journal(),
        inFlight,
        task.attemptNumber() > 0 || task.stageAttemptNumber() > 0);
  }

  /** Pixels, or why there are none; what nobody has thought of is one image's, not the run's. */
  public DecodeResult decode(ArchiveItem item) {
    try {
      return decodeAnywhere(item);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof Error) { // memory that ran out in the process apart
        throw e;
      }
      LOG.warn("Cannot decode {}", item.uri(), e);
      return new Rejection(Stage.DECODE, Reason.CORRUPT, OneLine.of(e));
    }
  }

  private DecodeResult decodeAnywhere(ArchiveItem item) {
    if (!(item.content() instanceof EncodedImage)) {
      return decoder.decode(item.content());
    }
    return retry || isSuspect(item) ? decodeApart(item) : decodeHere(item);
  }

  private boolean isSuspect(ArchiveItem item) {
    return journal.suspects().contains(InFlight.noted(item.uri()));
  }

  private DecodeResult decodeHere(ArchiveItem item) {
    inFlight.enter(item.uri());
    try {
      return decoder.decode(item.content());
    } finally {
      inFlight.leave();
    }
  }

  private static boolean isCrash(DecodeResult result) {
    return result instanceof Rejection rejection && rejection.reason() == Reason.DECODER_CRASH;
  }

  private DecodeResult decodeApart(ArchiveItem item) {
    try {
      DecodeResult result = isolated.decode(item.content());
      if (isSuspect(item) && !isCrash(result)) {
        journal.clear(InFlight.noted(item.uri()));
      }
      return result;
    } catch (IOException e) {
      if (isSuspect(item)) { // not here, where it has killed already
        return new Rejection(
            Stage.DECODE,
            Reason.DECODER_CRASH,
            "an earlier run died over it, and no process can be started to try it apart: "
                + OneLine.of(e));
      }
      LOG.warn("Cannot start a process to decode {}: decoding it in this one", item.uri(), e);
      return decodeHere(item);
    }
  }
}
