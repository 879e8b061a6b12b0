package io.nightjar.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a run leaves of an output: the folders above it that were not there when the run began.
 *
 * @param output the folder or file that the run is to write
 * @param missing above it, the deepest first
 */
record OutputTrace(Path output, List<Path> missing) {
  /** The output itself, rejects, and what a training goes on from. */
  private static final List<String> KEPT = List.of("", "_rejects", "_checkpoints");

  OutputTrace {
    missing = List.copyOf(missing);
  }

  /** Looks before anything is written. */
  static OutputTrace before(Path output, Configuration hadoop) throws IOException {
    FileSystem files = output.getFileSystem(hadoop);
    Path qualified = files.makeQualified(output);
    List<Path> missing = new ArrayList<>();
    for (Path at = qualified.getParent(); at != null && !files.exists(at); at = at.getParent()) {
      missing.add(at);
    }
    return new OutputTrace(qualified, missing);
  }

  /**
   * Whether the output or what is kept beside it has come to be, or was there before.
   *
   * @param runId names the rejects of a run that had too many
   */
  boolean isThere(String runId, Configuration hadoop) throws IOException {
    FileSystem files = output.getFileSystem(hadoop);
    for (String suffix : KEPT) {
      if (files.exists(output.suffix(suffix))) {
        return true;
      }
    }
    return files.exists(output.suffix("_rejects_" + runId));
  }

  /** Takes the new folders away again, up to the first that holds anything. */
  void removeEmptyFolders(Configuration hadoop) throws IOException {
    FileSystem files = output.getFileSystem(hadoop);
    for (Path folder : missing) {
      if (files.exists(folder)) {
        if (files.listStatus(folder).length > 0) {
          return;
        }
        files.delete(folder, false);
      }
    }
  }
}
