package io.nightjar.bundle;

import io.nightjar.image.EncodedImage;
import java.io.Serializable;

/**
 * One image of a {@link Canary}.
 *
 * @param file its name in the bundle's {@code canary} folder
 * @param image the encoded bytes
 * @param mean the embedding expected for it
 * @param stddev the posterior's deviation expected, or null for a plain autoencoder
 * @param reconstructionError the mean squared error per pixel value expected, pixels in [0, 1];
 *     null in format version 1
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record CanaryImage(
    String file, EncodedImage image, float[] mean, float[] stddev, Double reconstructionError)
    implements Serializable {}
