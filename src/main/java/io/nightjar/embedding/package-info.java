/**
 * An archive and a bundle to rows: read, decode, encode in batches, and write one row an image with
 * the rejects beside them. Imports {@code encoding}, {@code bundle}, {@code archive}, {@code image}
 * and {@code runtime}; Spark outside.
 */
package io.nightjar.embedding;
