/**
 * The trained artefact: a directory that holds weights, preprocessing and a fingerprint, and that
 * is whole or refused. Writes, verifies and loads it. Imports {@code model} and {@code image};
 * Hadoop and DL4J outside.
 *
 * <p>{@link io.nightjar.bundle.Bundle} and what it hands out never load ND4J's native code, so that
 * encoding with ONNX Runtime does without. Only {@link io.nightjar.bundle.GraphTensors}, {@link
 * io.nightjar.bundle.GraphLatents} and the classes that write a bundle touch graphs; {@link
 * io.nightjar.bundle.BundleReader} reads a graph's configuration at most.
 *
 * <p>Nothing in the directory names a class, and nothing is Java-serialized: a hostile bundle is
 * refused or gives wrong numbers, but runs no code.
 */
package io.nightjar.bundle;
