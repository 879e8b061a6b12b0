/**
 * Nightjar: image autoencoders trained on Apache Spark, image archives embedded overnight.
 *
 * <p>This root package holds only the exceptions that decide how a command ends; every other
 * package may import it, and it imports nothing of ours.
 */
package io.nightjar;
