package io.nightjar.embedding;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many rejects a run may have and still be published. A few are allowed whatever fraction they
 * are, as long as there are rows, so that one broken upload does not stop a small archive; above
 * those the fraction of what was read counts. Where no image at all has a vector, all have failed.
 *
 * @param maxRejectedFraction of the images read that may be rejected, from 0 to 1
 * @param rejectedAllowance images that may be rejected whatever fraction they are, 0 or more
 */
public record FailureBudget(double maxRejectedFraction, int rejectedAllowance)
    implements Serializable {
  private static final int PERCENT = 100;

  public FailureBudget {
    if (!(maxRejectedFraction >= 0 && maxRejectedFraction <= 1)) {
      throw new IllegalArgumentException(
          "max-rejected-fraction: %s (expected 0 to 1)".formatted(maxRejectedFraction));
    }
    if (rejectedAllowance < 0) {
      throw new IllegalArgumentException(
          "rejected-allowance: %d (expected 0 or more)".formatted(rejectedAllowance));
    }
  }

  /**
   * What a run asks for.
   *
   * @param read images opened, but for those that were rejects before and are again
   * @param unopened of the new rejects, those that listing could not reach, such as a directory
   * @param reasons how many new rejects, by reason, unopened ones among them
   * @param examples some of those
   * @param rows that there would be once the run is published, those of before that stay among them
   */
  public record Demand(
      long read,
      long unopened,
      Map<String, Long> reasons,
      List<RejectExample> examples,
      long rows) {
    public Demand {
      reasons = Map.copyOf(reasons);
      examples = List.copyOf(examples);
    }

    private long rejected() {
      return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    private long rejectedOfRead() {
      return rejected() - unopened;
    }

    private boolean embedsNothing() {
      return rows == 0 && rejected() > 0;
    }

    /** Returns the part of what was read that was rejected, from 0 to 1. */
    private double rejectedFraction() {
      if (embedsNothing()) {
        return 1;
      }
      return read == 0 ? 0 : (double) rejectedOfRead() / read;
    }
  }

  /**
   * Tells why a run may not be published, in one line; empty if it may.
   *
   * @param kept says where the rejects can be looked at
   */
  public Optional<String> refusal(Demand demand, String kept) {
    boolean isAllowed = !demand.embedsNothing() && demand.rejectedOfRead() <= rejectedAllowance;
    if (isAllowed || demand.rejectedFraction() <= maxRejectedFraction) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s %s, %s: nothing was published; %s; rejected were %s; %s",
            rejected(demand),
            new TreeMap<>(demand.reasons()),
            demand.embedsNothing() ? "and none is embedded" : excess(demand),
            kept,
            String.join(", ", RejectExample.lines(demand.examples(), demand.rejected())),
            demand.embedsNothing()
                ? "embed.max-rejected-fraction=1 publishes them all the same"
                : "raise either key to publish all the same"));
  }

  private static String rejected(Demand demand) {
    return demand.read() == 0
        ? String.format(Locale.ROOT, "Could not list %,d places", demand.unopened())
        : String.format(
            Locale.ROOT, "Rejected %,d of %,d images read", demand.rejectedOfRead(), demand.read());
  }

  private String excess(Demand demand) {
    return String.format(
        Locale.ROOT,
        "%.1f%% where embed.max-rejected-fraction allows %.1f%% above the %,d of"
            + " embed.rejected-allowance",
        PERCENT * demand.rejectedFraction(),
        PERCENT * maxRejectedFraction,
        rejectedAllowance);
  }
}
