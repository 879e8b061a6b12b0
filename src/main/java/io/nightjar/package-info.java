/**
 * Nightjar: image autoencoders trained on Apache Spark, image archives embedded overnight.
 *
 * <p>This root package holds only what every room shares: the exceptions that decide how a command
 * ends, counter-based randomness, and how constants and text from outside are written. Every other
 * package may import it, and it imports nothing of ours.
 */
package io.nightjar;
