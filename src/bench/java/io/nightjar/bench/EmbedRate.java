package io.nightjar.bench;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.ArrayUtils;

/**
 * Images a second from JPEG files to latent vectors on disk: {@code nightjar embed} on {@code
 * local[2]} against {@code src/bench/python/embed.py}, which has the same network, in turn. Every
 * copy of a photo is made unique by a JPEG comment. Prints, with the reconstruction error left out
 * and measured, both steady rates (decoding and encoding, all but about the first fifth) and those
 * of the whole processes, which also write: Nightjar 15 columns as Parquet, PyTorch the vectors.
 *
 * <p>{@code jobs/bench EmbedRate PHOTOS FOLDER [IMAGES] [TURNS]}: FOLDER, which is kept, holds
 * copies and a bundle that is trained first; 50,000 images and 3 turns by default.
 */
public final class EmbedRate {
  private static final Pattern COUNTED = Pattern.compile("embed: ([\\d,]+) (of [\\d,]+ )?images.*");
  private static final Pattern STEADY = Pattern.compile("steady: (\\d+) images/s");
  private static final Pattern WHOLE = Pattern.compile("whole: (\\d+) images/s");
  private static final int COPIES_OF_A_FOLDER = 500;

  private final Path folder;
  private final Path archive;
  private final Path bundle;
  private final int images;

  private EmbedRate(Path folder, int images) {
    this.folder = folder;
    this.archive = folder.resolve("copies" + images);
    this.bundle = folder.resolve("colour.bundle");
    this.images = images;
  }

  /** Who embeds, with or without the reconstruction error. */
  private enum Side {
    NIGHTJAR_OFF("Nightjar, error left out"),
    PYTORCH_OFF("PyTorch and Pillow"),
    NIGHTJAR_ON("Nightjar, error measured"),
    PYTORCH_ON("PyTorch and Pillow");

    private final String title;

    Side(String title) {
      this.title = title;
    }

    boolean measuresError() {
      return this == NIGHTJAR_ON || this == PYTORCH_ON;
    }
  }

  /** Images a second. */
  private record Rate(double steady, double whole) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path photos = Path.of(args[0]).toAbsolutePath();
    int images = args.length > 2 ? Integer.parseInt(args[2]) : 50_000;
    int turns = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    EmbedRate rate = new EmbedRate(Path.of(args[1]).toAbsolutePath(), images);
    rate.prepare(photos);
    rate.run(turns);
  }

  private void prepare(Path photos) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (!Files.exists(archive)) {
      copy(photos);
    }
    if (!Files.exists(bundle)) {
      Process training =
          nightjar(
              "train",
              "archive.path=" + photos,
              "bundle=" + bundle,
              "model.latent-size=128",
              "model.convolutional.channels=[32,64,128,256]",
              "training.epochs=1");
      rateOf(training);
    }
  }

  private void copy(Path photos) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(photos)) {
      all = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    Path aside = folder.resolve("copying");
    for (int i = 0; i < images; i++) {
      Path inside = aside.resolve("%04d".formatted(i / COPIES_OF_A_FOLDER));
      Files.createDirectories(inside);
      byte[] photo = Files.readAllBytes(all.get(i % all.size()));
      Files.write(inside.resolve("%06d.jpg".formatted(i)), withComment(photo, "copy " + i));
    }
    Files.move(aside, archive);
  }

  /** A comment's segment after the two bytes that begin every JPEG. */
  private static byte[] withComment(byte[] jpeg, String comment) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    byte[] text = comment.getBytes(StandardCharsets.US_ASCII);
    out.write(0xFF);
    out.write(0xFE);
    out.write((text.length + 2) >> 8);
    out.write(text.length + 2);
    out.writeBytes(text);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private void run(int turns) throws IOException, InterruptedException {
    Map<Side, List<Rate>> rates = new EnumMap<>(Side.class);
    for (int turn = 1; turn <= turns; turn++) {
      for (Side side : Side.values()) {
        Rate rate = side.name().startsWith("N") ? ours(side) : theirs(side);
        rates.computeIfAbsent(side, any -> new ArrayList<>()).add(rate);
        System.out.printf(
            Locale.ROOT,
            "turn %d: %-25s %,6.0f images/s steady, %,6.0f whole%n",
            turn,
            side.title,
            rate.steady(),
            rate.whole());
      }
    }
    System.out.printf("%nmedians of %d turns over %d images%n", turns, images);
    for (boolean error : new boolean[] {false, true}) {
      Side us = error ? Side.NIGHTJAR_ON : Side.NIGHTJAR_OFF;
      Side them = error ? Side.PYTORCH_ON : Side.PYTORCH_OFF;
      double steady = median(rates.get(us), true);
      double whole = median(rates.get(us), false);
      System.out.printf(
          Locale.ROOT,
          "%s: steady %,.0f and %,.0f images/s, ratio %.2f; whole process %,.0f and %,.0f, %.2f%n",
          us.title,
          steady,
          median(rates.get(them), true),
          steady / median(rates.get(them), true),
          whole,
          median(rates.get(them), false),
          whole / median(rates.get(them), false));
    }
  }

  private static double median(List<Rate> rates, boolean steady) {
    return TrainingRate.median(
        rates.stream().map(rate -> steady ? rate.steady() : rate.whole()).toList());
  }

  private Rate ours(Side side) throws IOException, InterruptedException {
    return rateOf(
        nightjar(
            "embed",
            "archive.path=" + archive,
            "bundle=" + bundle,
            "output.path=" + folder.resolve("vectors.parquet"),
            "output.overwrite=true",
            "embed.reconstruction-error=" + side.measuresError()));
  }

  private static Process nightjar(String... arguments) throws IOException {
    // Or what is counted would be two seconds behind.
    String[] fresh = {"--spark", "spark.executor.heartbeatInterval=200ms"};
    return NightjarProcess.of(ArrayUtils.addAll(fresh, arguments)).start();
  }

  /** Its progress comes every five seconds, so the steady part begins a little after a fifth. */
  private Rate rateOf(Process process) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long from = 0;
    long fromTime = 0;
    long end = 0;
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        Matcher counted = COUNTED.matcher(line);
        if (!counted.matches()) {
          continue;
        }
        long count = Long.parseLong(counted.group(1).replace(",", ""));
        end = System.nanoTime();
        if (from == 0 && count >= images / 5) {
          from = count;
          fromTime = end;
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said.toString());
    }
    double whole = images / ((System.nanoTime() - start) * 1e-9);
    return new Rate((images - from) / ((end - fromTime) * 1e-9), whole);
  }

  private Rate theirs(Side side) throws IOException, InterruptedException {
    ProcessBuilder python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/bench/python/embed.py",
                bundle.toString(),
                archive.toString(),
                folder.resolve("vectors.npy").toString(),
                side.measuresError() ? "on" : "off")
            .redirectErrorStream(true);
    python.environment().keySet().removeIf(key -> key.startsWith("OMP_"));
    python.environment().putAll(PyTorch.AT_ITS_BEST);
    python.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    Process process = python.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return new Rate(number(STEADY, said), number(WHOLE, said));
  }

  private static double number(Pattern pattern, String said) {
    Matcher number = pattern.matcher(said);
    if (!number.find()) {
      throw new UncheckedIOException(new IOException("No figure of PyTorch's: " + said));
    }
    return Double.parseDouble(number.group(1));
  }
}
