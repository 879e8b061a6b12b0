/**
 * Rows that were written before, from wherever they are kept, and their export to files that others
 * read. Neither writes to the rows nor holds their table. Imports {@code embedding}'s schema and
 * {@code night}'s tables; Spark outside.
 */
package io.nightjar.embedding.rows;
