/**
 * What a bundle is worth, and what it looks like: metrics, pictures, and a page that compares two.
 * Imports every other room but {@code job} and {@code training}; Spark, MLlib, ND4J, XChart and
 * JMustache outside.
 */
package io.nightjar.evaluation;
