/**
 * What every room on Spark needs of the process it runs in: its user, folders of that user's alone,
 * native library set-up, the Spark session, progress, and what an executor keeps between tasks.
 * Imports nothing of ours; Spark, Hadoop and JavaCPP outside.
 */
package io.nightjar.runtime;
