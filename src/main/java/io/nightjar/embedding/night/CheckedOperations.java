package io.nightjar.embedding.night;

import java.util.function.Consumer;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Commits only on top of metadata that pass a check. A catalog compares and swaps, so what was
 * checked is what is replaced.
 */
final class CheckedOperations implements TableOperations {
  private final TableOperations table;
  private final Consumer<TableMetadata> check;

  /**
   * @param check throws where nothing may be committed on top
   */
  CheckedOperations(TableOperations table, Consumer<TableMetadata> check) {
    this.table = table;
    this.check = check;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    check.accept(base);
    table.commit(base, metadata);
  }

  @Override
  public TableMetadata current() {
    return table.current();
  }

  @Override
  public TableMetadata refresh() {
    return table.refresh();
  }

  @Override
  public FileIO io() {
    return table.io();
  }

  @Override
  public EncryptionManager encryption() {
    return table.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return table.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return table.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return table.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return table.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return table.requireStrictCleanup();
  }
}
