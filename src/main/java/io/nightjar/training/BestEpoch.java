package io.nightjar.training;

/**
 * The epoch with the lowest validation loss so far.
 *
 * @param epoch 1 for the first
 * @param loss its validation −ELBO, nats per image
 * @param parameters after it, as they were validated
 */
@SuppressWarnings("ArrayRecordComponent") // moved, never compared by value
record BestEpoch(int epoch, double loss, float[] parameters) {}
