package io.nightjar.training;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker brings back beside its slices.
 *
 * @param worker place in the partition order
 * @param result without its network's numbers
 * @param means running means of each batch normalization, which pooled variances need from all
 */
record WorkerReport(int worker, WorkerResult result, List<float[]> means) implements Serializable {}
