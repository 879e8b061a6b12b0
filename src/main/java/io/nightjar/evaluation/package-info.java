/**
 * What a bundle is worth, and what it looks like: so far pictures, and a page that compares two.
 * Imports every other room but {@code job} and {@code training}; Spark, XChart and JMustache
 * outside.
 */
package io.nightjar.evaluation;
