/**
 * Where images are: finding them, splitting them, and reading them in partitions. Here are the
 * archives themselves, directory trees and IDX; {@code container} has the files that hold many
 * images, {@code synthetic} the archive whose images are known by construction. And how a task
 * decodes what it reads so that no image ends a run ({@code TaskDecoder}). Imports {@code image}
 * and {@code runtime}; Spark and Hadoop outside.
 */
package io.nightjar.archive;
