package io.nightjar.archive.container;

import io.nightjar.archive.ArchiveItem;
import io.nightjar.runtime.TaskResources;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads parts of containers one after the other. */
public final class ReadContainers implements FlatMapFunction<ContainerTask, ArchiveItem> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  public ReadContainers(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<ArchiveItem> call(ContainerTask task) {
    OpenFiles files = TaskResources.keep(new OpenFiles(hadoop.value().value()));
    return new PartItems(task.parts().iterator(), files);
  }
}
