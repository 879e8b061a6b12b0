package io.nightjar.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What a Spark task holds until its end, however it ends. An iterator cannot close what it reads
 * from: whoever reads may stop before its end.
 */
public final class TaskResources {
  private TaskResources() {}

  /** Has something closed at the end of the calling thread's task, the last one first. */
  public static <T extends Closeable> T keep(T resource) {
    TaskCompletionListener close =
        task -> {
          try {
            resource.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    TaskContext.get().addTaskCompletionListener(close);
    return resource;
  }
}
