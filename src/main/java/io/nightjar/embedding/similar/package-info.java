/**
 * Which rows are near each other: the nearest of one, and pairs of near-duplicates. Imports {@code
 * embedding}'s rows and what those may import; Spark and its MLlib outside.
 */
package io.nightjar.embedding.similar;
