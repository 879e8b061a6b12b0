/**
 * Files that hold many images: tar, zip, Parquet and SequenceFile. A format looks into a file and
 * cuts it into parts; a part reads itself, one image after the other, and never the whole file.
 * Imports {@code archive}'s items, {@code image} and {@code runtime}; Spark and Hadoop outside.
 */
package io.nightjar.archive.container;
