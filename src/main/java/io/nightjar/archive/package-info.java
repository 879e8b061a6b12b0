/**
 * Where images are: finding them, splitting them, and reading them in partitions; and the synthetic
 * archive, whose images are known by construction. Imports {@code image} and {@code runtime}; Spark
 * and Hadoop outside.
 */
package io.nightjar.archive;
