package io.nightjar.archive.container;

import io.nightjar.InvalidInputException;
import io.nightjar.archive.BadPlaces;
import io.nightjar.archive.OneLine;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks into many containers, several at once: storage far away makes one wait. */
public final class IndexContainers {
  private static final Logger LOG = LoggerFactory.getLogger(IndexContainers.class);
  private static final int MOST_AT_ONCE = 16;

  private final ContainerFormat format;
  private final Configuration hadoop;

  public IndexContainers(ContainerFormat format, Configuration hadoop) {
    this.format = format;
    this.hadoop = hadoop;
  }

  /**
   * The parts of all, in their order.
   *
   * @throws UncheckedIOException when storage fails
   */
  public List<ContainerPart> of(List<SourceFile> containers) {
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(MOST_AT_ONCE, containers.size()));
    BadPlaces badPlaces = new BadPlaces(hadoop, containers);
    try {
      List<Future<List<ContainerPart>>> indexed = new ArrayList<>();
      containers.forEach(file -> indexed.add(threads.submit(() -> parts(file, badPlaces))));
      List<ContainerPart> parts = new ArrayList<>();
      for (Future<List<ContainerPart>> index : indexed) {
        parts.addAll(result(index));
      }
      return List.copyOf(parts);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<ContainerPart> parts(SourceFile file, BadPlaces badPlaces) {
    if (file.byteLength() == 0) {
      return List.of(
          RefusedPart.of(file, Refusals.rejection(Reason.EMPTY, "the file has no bytes")));
    }
    try (OpenFiles files = new OpenFiles(hadoop, badPlaces)) {
      return parts(file, files);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file.uri(), e);
    }
  }

  private List<ContainerPart> parts(SourceFile file, OpenFiles files) throws IOException {
    try {
      return format.index(file, files);
    } catch (IOException e) {
      return List.of(RefusedPart.of(file, files.refusal(e, file)));
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) { // bytes that nobody has thought of: one file's, not the run's
      LOG.warn("Cannot make out {}", file.uri(), e);
      return List.of(RefusedPart.of(file, files.refusal(new IOException(OneLine.of(e), e), file)));
    }
  }

  private static List<ContainerPart> result(Future<List<ContainerPart>> index) {
    try {
      return index.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking into containers", e);
    }
  }
}
