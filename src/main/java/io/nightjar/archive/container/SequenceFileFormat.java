package io.nightjar.archive.container;

import io.nightjar.archive.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataInputStream;

/** Hadoop's SequenceFiles of names (Text) and images (BytesWritable), split by their records. */
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
    FSDataInputStream in = files.open(file);
    SequenceHeader header = SequenceHeader.read(in, files.hadoop());
    SequenceWalk walk = new SequenceWalk(in, header, header.byteLength(), file.byteLength());
    List<ContainerPart> parts = new ArrayList<>();
    try {
      cut(walk, file, header, parts);
    } catch (IOException e) {
      parts.add(RefusedPart.of(file, files.refusal(e, file)));
    }
    return parts;
  }

  /** As far as it can be made out. */
  private static void cut(
      SequenceWalk walk, SourceFile file, SequenceHeader header, List<ContainerPart> parts)
      throws IOException {
    long from = walk.position();
    long to = from;
    long first = 0;
    long records = 0;
    try {
      for (SequenceStep step = walk.next(); step != null; step = walk.next()) {
        records += step.records();
        to = step.end();
        if (PartSize.isReached(records, to - from)) {
          parts.add(part(file, header, from, to, first, records));
          from = to;
          first += records;
          records = 0;
        }
      }
    } finally {
      if (records > 0) {
        parts.add(part(file, header, from, to, first, records));
      }
    }
  }

  private static ContainerPart part(
      SourceFile file, SequenceHeader header, long from, long to, long first, long records) {
    return new SequencePart(file, header, new SequencePart.Range(from, to, first, records));
  }
}
