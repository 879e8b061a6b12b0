package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Reads parts of containers one after the other. */
public final class ReadContainers implements FlatMapFunction<ContainerTask, ArchiveItem> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  public ReadContainers(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<ArchiveItem> call(ContainerTask task) {
    OpenFiles files = new OpenFiles(hadoop.value().value());
    closeAtTheEndOfTheTask(files);
    return new PartItems(task.parts().iterator(), files);
  }

  /** Not at the end of the parts: whoever reads may stop before. */
  private static void closeAtTheEndOfTheTask(OpenFiles files) {
    TaskCompletionListener close =
        task -> {
          try {
            files.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    TaskContext.get().addTaskCompletionListener(close);
  }
}
