package io.nightjar.training;

import io.nightjar.InvalidInputException;
import io.nightjar.bundle.ChecksummedDirectory;
import io.nightjar.bundle.FileContent;
import io.nightjar.bundle.Json;
import io.nightjar.bundle.NamedTensor;
import io.nightjar.bundle.SafeTensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A checkpoint's files: {@code state.json}, {@code tensors.safetensors}, {@code history.jsonl}.
 * None can name a class, so reading a hostile one runs no code.
 */
final class CheckpointFiles {
  private static final int FORMAT_VERSION = 1;
  private static final String STATE = "state.json";
  private static final String TENSORS = "tensors.safetensors";
  private static final String LINES = "history.jsonl";
  private static final String PARAMETERS = "parameters";
  private static final String UPDATER = "updater";
  private static final String AVERAGE = "moving_average";
  private static final String AVERAGE_REST = "moving_average_rest";
  private static final String BEST = "best_parameters";

  /** Of the files that are text: far above what a training of years writes. */
  private static final FileContent.Reader<byte[]> WHOLE = FileContent.Reader.whole(1 << 30);

  private CheckpointFiles() {}

  static SortedMap<String, FileContent> write(Checkpoint checkpoint) {
    BestEpoch best = checkpoint.best();
    State state =
        new State(
            FORMAT_VERSION,
            checkpoint.identity().values(),
            checkpoint.epoch(),
            checkpoint.round(),
            checkpoint.rounds(),
            checkpoint.state().iteration(),
            checkpoint.totals(),
            checkpoint.history(),
            best == null ? null : new Best(best.epoch(), best.loss()));
    List<NamedTensor> tensors = new ArrayList<>();
    tensors.add(tensor(PARAMETERS, checkpoint.state().parameters()));
    tensors.add(tensor(UPDATER, checkpoint.state().updater()));
    if (checkpoint.average() != null) {
      tensors.add(tensor(AVERAGE, checkpoint.average().value()));
      tensors.add(tensor(AVERAGE_REST, checkpoint.average().rest()));
    }
    if (best != null) {
      tensors.add(tensor(BEST, best.parameters()));
    }
    SortedMap<String, FileContent> files = new TreeMap<>();
    files.put(STATE, FileContent.of(Json.pretty(state)));
    files.put(LINES, FileContent.of(checkpoint.lines()));
    files.put(TENSORS, SafeTensors.content(tensors));
    return files;
  }

  /**
   * Whose checkpoint it is; the rest of it is not looked at.
   *
   * @throws InvalidInputException one line, when that cannot be read
   */
  static RunIdentity identity(ChecksummedDirectory files) throws IOException {
    return new RunIdentity(state(files).identity());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidInputException one line, when a file is missing or is not what it should be
   */
  static Checkpoint read(ChecksummedDirectory files) throws IOException {
    State state = state(files);
    Map<String, float[]> tensors =
        files.read(TENSORS, SafeTensors::read).stream()
            .collect(Collectors.toMap(NamedTensor::name, NamedTensor::values));
    return new Checkpoint(
        new RunIdentity(state.identity()),
        state.epoch(),
        state.round(),
        state.rounds(),
        state.totals(),
        state.history(),
        new NetworkState(values(tensors, PARAMETERS), values(tensors, UPDATER), state.iteration()),
        tensors.containsKey(AVERAGE)
            ? new MovingAverage(values(tensors, AVERAGE), values(tensors, AVERAGE_REST))
            : null,
        state.best() == null
            ? null
            : new BestEpoch(state.best().epoch(), state.best().loss(), values(tensors, BEST)),
        files.read(LINES, WHOLE));
  }

  private static State state(ChecksummedDirectory files) throws IOException {
    return files.read(STATE, (in, length) -> state(WHOLE.read(in, length)));
  }

  private static State state(byte[] json) {
    State state = Json.read(json, State.class);
    if (state.formatVersion() != FORMAT_VERSION) {
      throw new InvalidInputException(
          "format_version %d (this Nightjar reads %d)"
              .formatted(state.formatVersion(), FORMAT_VERSION));
    }
    return state;
  }

  private static NamedTensor tensor(String name, float[] values) {
    return new NamedTensor(name, List.of(values.length), values);
  }

  private static float[] values(Map<String, float[]> tensors, String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new InvalidInputException("%s: %s is missing".formatted(TENSORS, name));
    }
    return values;
  }

  /** {@code state.json}. */
  private record State(
      int formatVersion,
      Map<String, String> identity,
      int epoch,
      int round,
      long rounds,
      int iteration,
      RoundTotals totals,
      List<EpochSummary> history,
      Best best) {}

  /** The best epoch so far, 1 for the first; its parameters are a tensor. */
  private record Best(int epoch, double loss) {}
}
