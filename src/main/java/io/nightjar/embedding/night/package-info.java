/**
 * Night after night into one Iceberg table: what is new is planned, encoded into staged chunks,
 * checked, and published as one snapshot; maintenance of such a table, and a look at it. Imports
 * {@code embedding}'s outcomes and what those may import; Spark and Iceberg outside.
 */
package io.nightjar.embedding.night;
