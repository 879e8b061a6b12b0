package io.nightjar.training;

import java.util.List;

/**
 * What a round has done.
 *
 * @param workers what each brought back, in partition order
 * @param average the network after it
 * @param broadcastSeconds the driver's, for handing the network out
 * @param averagingSeconds the driver's, for averaging and taking the average in
 * @param parameterNorm L2 norm of all parameters after it
 * @param updateNorm L2 norm of what the round has changed in them
 */
record RoundResult(
    List<WorkerResult> workers,
    NetworkState average,
    double broadcastSeconds,
    double averagingSeconds,
    double parameterNorm,
    double updateNorm) {}
