/**
 * The synthetic archive, whose images are known by construction: drawing them, breaking some on
 * purpose, and writing them as files or shards.
 */
package io.nightjar.archive.synthetic;
