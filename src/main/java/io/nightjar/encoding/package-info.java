/**
 * A bundle and pixels to latents, and back: one interface, an ONNX Runtime engine, a DL4J engine,
 * and the canary that tells whether they still do what training did. Imports {@code bundle}, {@code
 * model} and {@code image}; ONNX Runtime and, in its engine only, DL4J outside; no Spark.
 */
package io.nightjar.encoding;
