/**
 * The commands: their configuration, help, exit codes and run reports. A command reads its
 * settings, calls the rooms that do the work and fills in the report; it holds no logic of theirs.
 * May import every other package of ours; picocli, HOCON and Jackson outside.
 */
package io.nightjar.job;
