package io.nightjar.embedding.rows;

import java.io.Serializable;

/**
 * A partition's share of each file of an export.
 *
 * @param rows in it
 * @param embeddings where its vectors are, row after row
 * @param stddevs where its deviations are, likewise
 * @param ids where its uris are, a line each
 */
record NpyPart(long rows, String embeddings, String stddevs, String ids) implements Serializable {}
