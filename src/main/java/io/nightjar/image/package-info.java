/**
 * From an image's bytes to its pixels: decoding, orientation, resizing, and the reasons why an
 * image is refused. Imports nothing of ours; OpenCV and decompressors outside; no Spark, no DL4J.
 */
package io.nightjar.image;
