package io.nightjar.embedding.night;

import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import io.nightjar.CheckFailedException;
import io.nightjar.InvalidInputException;
import io.nightjar.archive.Archive;
import io.nightjar.archive.NoImages;
import io.nightjar.bundle.Bundle;
import io.nightjar.bundle.EmbeddingMoments;
import io.nightjar.embedding.Drift;
import io.nightjar.embedding.EmbedListener;
import io.nightjar.embedding.OneShot.RunStamp;
import io.nightjar.embedding.night.NightChanges.Before;
import io.nightjar.embedding.night.NightChanges.LatestRows;
import io.nightjar.embedding.night.NightGauges.Phase;
import io.nightjar.embedding.night.NightPlan.Unlisted;
import io.nightjar.embedding.night.NightStage.Staged;
import io.nightjar.runtime.Progress;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One night: an archive's rows in a table, brought up to what the archive is now. */
public final class Night {
  private static final Logger LOG = LoggerFactory.getLogger(Night.class);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Bundle bundle;
  private final NightOptions options;
  private final Progress progress;
  private final NightGauges gauges = new NightGauges();
  private KnownFiles ahead;

  public Night(SparkSession spark, Bundle bundle, NightOptions options, Progress progress) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.bundle = bundle;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Reads what the table knows of its files, for a caller that lists the archive meanwhile. A table
   * that has another snapshot by the time that the night holds it is read again; what fails here
   * fails there.
   */
  public void lookAhead(CatalogOptions catalog, TableName name) {
    try {
      Optional<NightTables> tables = NightTables.find(spark, catalog, name);
      if (tables.isPresent()) {
        Publication publication = new Publication(tables.get(), bundle.fingerprint());
        ahead = read(tables.get(), publication.rows(), publication.rejects());
      }
    } catch (Exception e) { // Spark's come undeclared
      LOG.info("Nothing is known ahead", e);
    }
  }

  /** What a night works on. */
  private record Ground(
      NightTables tables,
      Publication publication,
      Optional<Snapshot> snapshot,
      Before before,
      NightPlan plan,
      PassedOverPlan passedOver) {}

  /**
   * Brings the table up to date.
   *
   * @param recipe hex: a hash over how images are found and read; a run that was killed is gone on
   *     with by the next one with the same recipe and bundle
   * @param run names the run in every row that it writes
   * @param told how it goes, before anything is published
   * @throws CheckFailedException when too much would be rejected or removed, or the counts do not
   *     agree: nothing is published, what was staged stays unless its counts do not agree, and a
   *     table that was made for it goes
   * @throws InvalidInputException when the archive holds no images, or the table is none of ours
   * @throws io.nightjar.OutputHeldException when another run is at work on the table
   */
  public NightCounts run(
      Archive archive,
      CatalogOptions catalog,
      TableName name,
      String recipe,
      RunStamp run,
      EmbedListener<NightCounts> told)
      throws IOException {
    // Without images a table would be made for nothing.
    NightTables tables = NightTables.openOrCreate(spark, catalog, name, archive::requireImages);
    try {
      return run(archive, tables, recipe, run, told);
    } catch (Exception e) { // Spark's come undeclared
      if (isRefusal(e)) {
        tables.takeBackNew();
      }
      throw e;
    }
  }

  /** Whether a check has failed, be it in a task, whose failure comes wrapped in Spark's own. */
  private static boolean isRefusal(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(at -> at instanceof CheckFailedException || at instanceof InvalidInputException);
  }

  private NightCounts run(
      Archive archive,
      NightTables tables,
      String recipe,
      RunStamp run,
      EmbedListener<NightCounts> told)
      throws IOException {
    Publication publication = new Publication(tables, bundle.fingerprint());
    try (TableLock lock = TableLock.take(tables.rows(), run.id(), hadoop);
        PlannedSnapshots planned = PlannedSnapshots.keep(tables, publication, run.id());
        NightGauges shown = gauges.register()) {
      publication.requireNoneSince(run.at());
      LOG.info("Night: plan");
      Ground ground = ground(tables, publication, planned.rows(), planned.rejects(), archive);
      if (ground.plan().isIdle()) {
        return publishIdle(archive, ground, lock, run, told);
      }
      LOG.info("Night: stage");
      shown.enter(Phase.STAGE);
      Staging staging = Staging.of(tables.rows(), recipe, hadoop);
      try {
        return stageAndPublish(archive, ground, staging, lock, run, told);
      } catch (Exception e) { // Spark's come undeclared
        lock.requireHeld(e);
        throw e;
      }
    }
  }

  private NightCounts stageAndPublish(
      Archive archive,
      Ground ground,
      Staging staging,
      TableLock lock,
      RunStamp run,
      EmbedListener<NightCounts> told)
      throws IOException {
    Staged staged = stage().encode(archive, ground.plan(), () -> known(ground), staging, run);
    NightCounts counts;
    try (NightChanges changes = changes(staged.rows(), ground)) {
      counts = count(changes, staged, ground, staging);
      requireSome(counts, archive);
      publish(changes, counts, ground, lock, run, told);
    }
    LOG.info("Night: tidy");
    gauges.enter(Phase.TIDY);
    tidy(staging, ground.passedOver(), staged.passedOver(), lock);
    return counts;
  }

  /**
   * Tells what {@link #run} would do, from listing alone where that decides and by the hashes of
   * what is new or has changed. Decodes and writes nothing, so it knows of no images that will be
   * rejected for what they are.
   */
  public NightCounts dryRun(Archive archive, CatalogOptions catalog, TableName name, RunStamp run)
      throws IOException {
    Optional<NightTables> tables = NightTables.find(spark, catalog, name);
    if (tables.isEmpty()) {
      archive.requireImages();
      return stage().list(archive);
    }
    Publication publication = new Publication(tables.get(), bundle.fingerprint());
    Ground ground =
        ground(tables.get(), publication, publication.rows(), publication.rejects(), archive);
    if (ground.plan().isIdle()) {
      NightCounts counts = idle(ground);
      requireSome(counts, archive);
      return counts;
    }
    Dataset<Row> hashed =
        stage().hash(archive, ground.plan(), known(ground), run).persist(MEMORY_AND_DISK());
    Dataset<Row> images = StagedRows.images(hashed);
    try (NightChanges changes = changes(images, ground)) {
      NightCounts counts =
          NightChecks.count(changes, bundle.latentSize(), images.count(), ground.plan(), 0)
              .with(ground.passedOver().with(PassedOverFiles.of(hashed)));
      requireSome(counts, archive);
      return counts;
    } finally {
      hashed.unpersist();
    }
  }

  /** Why a night with these counts would not be published, for all that a dry run can tell. */
  public Optional<String> refusal(NightCounts counts) {
    try {
      new NightChecks(options).requireRemovals(counts);
      return Optional.empty();
    } catch (CheckFailedException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Ground ground(
      NightTables tables,
      Publication publication,
      Optional<Snapshot> planned,
      Optional<Snapshot> plannedRejects,
      Archive archive) {
    PassedOverRecord record = PassedOverRecord.of(tables.rows(), archive.rule(), hadoop);
    PassedOverFiles noImages = record.read();
    NightPlan plan = NightPlan.of(archive, known(tables, planned, plannedRejects), noImages);
    PassedOverFiles unread = noImages.unread(archive.sources(), plan::isToRead);
    PassedOverPlan passedOver = new PassedOverPlan(record, noImages, unread, archive.passedOver());
    Optional<Snapshot> withRows = planned.filter(any -> plan.rows() > 0);
    Dataset<Row> rows = tables.rows(withRows, bundle.fingerprint());
    Dataset<Row> rejects = tables.rejects(plannedRejects, bundle.fingerprint());
    Optional<LatestRows> other = other(tables, planned, plan);
    Before before = new Before(rows, rejects, plan.replaced(spark), plan.doubled(), other);
    return new Ground(tables, publication, planned, before, plan, passedOver);
  }

  /**
   * The rows of the latest night that has any in what was planned on, where those are another
   * generation's. A night that has rejected everything says nothing of what the archive was.
   */
  private Optional<LatestRows> other(
      NightTables tables, Optional<Snapshot> planned, NightPlan plan) {
    for (String generation : Generations.byLatestNight(tables.rows())) {
      boolean isOwn = generation.equals(bundle.fingerprint());
      if (isOwn && plan.rows() > 0) {
        return Optional.empty();
      }
      Dataset<Row> rows = tables.rows(planned, generation);
      if (!isOwn && !rows.isEmpty()) {
        return Optional.of(latest(generation, rows, plan.unlisted()));
      }
    }
    return Optional.empty();
  }

  /** What listing could not reach is not gone. */
  private static LatestRows latest(String generation, Dataset<Row> rows, Unlisted unlisted) {
    Dataset<Row> all = rows.select("source_uri", "uri", "content_sha256").dropDuplicates("uri");
    Dataset<Row> listed =
        all.filter((FilterFunction<Row>) row -> !unlisted.holds(row.getString(0)));
    return new LatestRows(
        generation, all.select("uri", "content_sha256"), listed.select("uri", "content_sha256"));
  }

  private KnownFiles known(
      NightTables tables, Optional<Snapshot> rows, Optional<Snapshot> rejects) {
    KnownFiles read = ahead;
    ahead = null; // there may be millions, and the plan uses them up
    return read != null && read.isOf(rows, rejects) ? read : read(tables, rows, rejects);
  }

  private KnownFiles read(NightTables tables, Optional<Snapshot> rows, Optional<Snapshot> rejects) {
    return KnownFiles.read(tables, rows, rejects, bundle.fingerprint(), options.retryRejects());
  }

  private NightStage stage() {
    return new NightStage(spark, bundle, options, progress, gauges);
  }

  /**
   * Makes sure that a table is not emptied for an archive that has become empty.
   *
   * @throws InvalidInputException when there is nothing in it
   */
  private static void requireSome(NightCounts counts, Archive archive) {
    NoImages.requireSome(counts.listed(), archive, counts.passedOver());
    if (counts.listed() == 0) {
      throw new InvalidInputException(
          "Archive %s holds no images: look at archive.path and archive.names"
              .formatted(archive.uri()));
    }
  }

  /** An empty table is not asked, which would take seconds. */
  private static KnownContent known(Ground ground) {
    return ground.plan().rows() == 0
        ? KnownContent.NONE
        : KnownContent.of(ground.before().rowsByUri());
  }

  /** A night on which nothing has changed is one, too. */
  private NightCounts publishIdle(
      Archive archive,
      Ground ground,
      TableLock lock,
      RunStamp run,
      EmbedListener<NightCounts> told) {
    NightCounts counts = idle(ground);
    requireSome(counts, archive);
    told.counted(counts);
    new NightChecks(options).requireRemovals(counts);
    gauges.show(counts);
    gauges.enter(Phase.PUBLISH);
    lock.requireHeld();
    Generations.register(ground.tables().rows(), bundle, run.at());
    ground.publication().publishIdle(counts, run.id());
    return counts;
  }

  private NightCounts idle(Ground ground) {
    return counted(ground).with(ground.passedOver().with(PassedOverFiles.NONE));
  }

  private NightCounts counted(Ground ground) {
    if (ground.before().other().isEmpty()) {
      return NightChecks.idle(ground.plan(), Optional.empty());
    }
    try (NightChanges none = changes(stage().nothing(), ground)) {
      return NightChecks.idle(ground.plan(), Optional.of(none));
    }
  }

  private static NightChanges changes(Dataset<Row> staged, Ground ground) {
    return new NightChanges(staged, ground.before());
  }

  /** What does not agree would not the next time either: it is dropped. */
  private NightCounts count(NightChanges changes, Staged staged, Ground ground, Staging staging)
      throws IOException {
    LOG.info("Night: check");
    gauges.enter(Phase.CHECK);
    try {
      return NightChecks.count(
              changes, bundle.latentSize(), staged.items(), ground.plan(), staged.imagesPerSecond())
          .with(ground.passedOver().with(staged.passedOver()));
    } catch (CheckFailedException e) {
      staging.delete();
      throw e;
    }
  }

  /** The night is published: what fails here is left to the next one, and to maintenance. */
  private static void tidy(
      Staging staging, PassedOverPlan passedOver, PassedOverFiles found, TableLock lock) {
    try {
      lock.requireHeld(); // or another run may be at work there
      passedOver.keep(found);
      staging.delete();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot delete what was staged, or say what was passed over", e);
    }
  }

  private void publish(
      NightChanges changes,
      NightCounts counts,
      Ground ground,
      TableLock lock,
      RunStamp run,
      EmbedListener<NightCounts> told) {
    gauges.show(counts);
    told.counted(counts);
    new NightChecks(options).require(counts, ground.plan());
    Optional<Drift> drift = counts.encoded() > 0 ? drift(changes) : Optional.empty();
    drift.ifPresent(told::measured);
    gauges.enter(Phase.PUBLISH);
    Map<String, String> figures = drift.map(Drift::summary).orElse(Map.of());
    Generations.register(ground.tables().rows(), bundle, run.at());
    ground.publication().publish(changes, counts, figures, ground.snapshot(), run.id(), lock);
  }

  /** In one pass over the new vectors, of which each task tells sums; empty for an old bundle. */
  private Optional<Drift> drift(NightChanges changes) {
    return bundle
        .trainingFigures()
        .flatMap(
            training ->
                changes
                    .vectors()
                    .toJavaRDD()
                    .mapPartitions(new MeasureStaged(bundle.latentSize()))
                    .treeReduce(EmbeddingMoments::merge)
                    .figures()
                    .map(rows -> Drift.of(rows, training)));
  }
}
