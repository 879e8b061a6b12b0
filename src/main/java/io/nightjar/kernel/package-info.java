/**
 * The arithmetic of a layer at the machine's speed: oneDNN's primitives for dense layers,
 * convolutions and transposed convolutions, forward and backward, gates, Adam and the
 * cross-entropy, on memory that the caller owns. Knows no network; imports none of our packages.
 */
package io.nightjar.kernel;
