/**
 * Training by parameter averaging on Spark: images decoded once into {@link
 * io.nightjar.training.PixelBlocks} in a global hashed order, {@link
 * io.nightjar.training.EpochPlan} says which block and row every worker's minibatches come from,
 * and {@link io.nightjar.training.ParameterAveraging} runs the rounds under dl4j-spark's {@code
 * SparkComputationGraph}.
 *
 * <p>Imports {@code bundle}, {@code model}, {@code archive}, {@code image} and {@code runtime};
 * Spark and dl4j-spark outside.
 */
package io.nightjar.training;
