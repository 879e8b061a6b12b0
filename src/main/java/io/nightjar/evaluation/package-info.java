/**
 * What a bundle is worth, and what it looks like: metrics and pictures. Imports every other room
 * but {@code job} and {@code training}; Spark outside.
 */
package io.nightjar.evaluation;
