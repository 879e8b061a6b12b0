/** Benchmarks, run by hand with {@code jobs/bench}: they print figures and never pass or fail. */
package io.nightjar.bench;
