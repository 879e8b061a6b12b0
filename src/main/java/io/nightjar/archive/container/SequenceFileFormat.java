package io.nightjar.archive.container;

import io.nightjar.archive.OneLine;
import io.nightjar.archive.SourceFile;
import io.nightjar.image.Rejection.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/** Hadoop's SequenceFiles of names (Text) and images (BytesWritable), a task each. */
public record SequenceFileFormat() implements ContainerFormat {

  /** Hadoop's own jobs write names without an ending: {@code part-r-00000}. */
  @Override
  public boolean isNamedLike(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.endsWith(".seq") || name.endsWith(".sequencefile") || name.matches("part-[^.]*");
  }

  @Override
  public boolean beginsLike(FileHead head) {
    return head.startsWith("SEQ");
  }

  @Override
  public String endings() {
    return ".seq, .sequencefile, part-…";
  }

  @Override
  public List<ContainerPart> index(SourceFile file, OpenFiles files) throws IOException {
    requireClasses(files.keep(open(file, files)));
    return List.of(new SequencePart(file));
  }

  static SequenceFile.Reader open(SourceFile file, OpenFiles files) throws IOException {
    FileHead head = FileHead.of(file, files);
    if (!head.startsWith("SEQ")) {
      throw new ContainerException(
          Reason.UNSUPPORTED_FORMAT, "it does not begin like a SequenceFile");
    }
    try {
      return new SequenceFile.Reader(
          files.hadoop(), SequenceFile.Reader.file(files.unchanged(file)));
    } catch (RuntimeException e) { // a codec that is not there, lengths below zero
      throw new ContainerException(
          Reason.CORRUPT, "its header cannot be made out: " + OneLine.of(e), e);
    }
  }

  /** By name: what a file calls a class is not to be loaded. */
  private static void requireClasses(SequenceFile.Reader reader) throws ContainerException {
    if (!reader.getKeyClassName().equals(Text.class.getName())
        || !reader.getValueClassName().equals(BytesWritable.class.getName())) {
      throw new ContainerException(
          Reason.UNSUPPORTED_FORMAT,
          "it holds %s and %s (expected Text and BytesWritable)"
              .formatted(reader.getKeyClassName(), reader.getValueClassName()));
    }
  }
}
