package io.nightjar.model;

import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.tanh;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A variational autoencoder of two pixels and one latent unit, worked out in plain arithmetic:
 * every number of {@code docs/worked-example.md}, in its order. One training step on one image,
 * first forwards, then the derivative of the loss by each number, backwards by the chain rule.
 */
final class WorkedExample {
  /** The image, as grey levels. */
  static final double[] X = {0.9, 0.2};

  /** The draw from N(0, 1). */
  static final double EPSILON = 0.5;

  /** β. */
  static final double BETA = 1;

  /** Encoder: two pixels to one hidden unit. */
  static final double[] W1 = {0.6, -0.4};

  static final double B1 = 0.1;

  /** Posterior: the hidden unit to the mean and the log-variance. */
  static final double[] W2 = {0.8, -0.5};

  static final double[] B2 = {0.05, -0.2};

  /** Decoder: the latent to one hidden unit. */
  static final double W3 = 1.2;

  static final double B3 = -0.1;

  /** Logits: the hidden unit to two pixels. */
  static final double[] W4 = {1.5, -0.7};

  static final double[] B4 = {0.2, -0.3};

  private final Map<String, Double> values = new LinkedHashMap<>();

  private WorkedExample() {}

  /** Every number by its name in the text. */
  static Map<String, Double> values() {
    WorkedExample example = new WorkedExample();
    example.forwards();
    example.backwards();
    return example.values;
  }

  private double note(String name, double value) {
    values.put(name, value);
    return value;
  }

  private double get(String name) {
    return values.get(name);
  }

  private void forwards() {
    // The encoder sees the image ...
    double h = note("h", tanh(W1[0] * X[0] + W1[1] * X[1] + B1));
    // ... and says where in the latent space it may be: a Gaussian.
    double mu = note("mu", W2[0] * h + B2[0]);
    double logVariance = note("log_var", W2[1] * h + B2[1]);
    double sigma = note("sigma", exp(0.5 * logVariance));
    // A point of that Gaussian, as a function of numbers with gradients and one without.
    double z = note("z", mu + sigma * EPSILON);
    // The decoder says how likely each pixel is white.
    double g = note("g", tanh(W3 * z + B3));
    double logit1 = note("l1", W4[0] * g + B4[0]);
    double logit2 = note("l2", W4[1] * g + B4[1]);
    double p1 = note("p1", sigmoid(logit1));
    double p2 = note("p2", sigmoid(logit2));
    // How badly the pixels are explained, and how far the Gaussian is from the prior.
    double reconstruction = note("reconstruction", crossEntropy(X[0], p1) + crossEntropy(X[1], p2));
    double kl = note("kl", 0.5 * (mu * mu + sigma * sigma - 1 - logVariance));
    note("elbo", -(reconstruction + kl));
    note("loss", reconstruction + BETA * kl);
  }

  private void backwards() {
    // By the logits: of cross-entropy after a sigmoid, probability minus target.
    double dLogit1 = note("dl1", get("p1") - X[0]);
    double dLogit2 = note("dl2", get("p2") - X[1]);
    note("dW4_1", dLogit1 * get("g"));
    note("dW4_2", dLogit2 * get("g"));
    note("db4_1", dLogit1);
    note("db4_2", dLogit2);
    // Through tanh, whose slope is 1 − tanh².
    double dG = dLogit1 * W4[0] + dLogit2 * W4[1];
    double dDecoder = note("ddecoder", dG * (1 - get("g") * get("g")));
    note("dW3", dDecoder * get("z"));
    note("db3", dDecoder);
    double dZ = note("dz", dDecoder * W3);
    // The posterior hears from both terms: z = μ + σε brings the reconstruction's word.
    double dMu = note("dmu", dZ + BETA * get("mu"));
    double dLogVariance =
        note(
            "dlog_var",
            dZ * 0.5 * get("sigma") * EPSILON + BETA * 0.5 * (get("sigma") * get("sigma") - 1));
    note("dW2_mu", dMu * get("h"));
    note("dW2_log_var", dLogVariance * get("h"));
    note("db2_mu", dMu);
    note("db2_log_var", dLogVariance);
    double dH = dMu * W2[0] + dLogVariance * W2[1];
    double dEncoder = note("dencoder", dH * (1 - get("h") * get("h")));
    note("dW1_1", dEncoder * X[0]);
    note("dW1_2", dEncoder * X[1]);
    note("db1", dEncoder);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + exp(-logit));
  }

  private static double crossEntropy(double target, double probability) {
    return -target * log(probability) - (1 - target) * log(1 - probability);
  }
}
