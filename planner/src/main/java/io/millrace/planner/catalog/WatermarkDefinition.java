package io.millrace.planner.catalog;

/**
 * {@code WATERMARK FOR column AS expression}: a bound on how late rows come.
 *
 * @param column the event time, an index into the relation's columns
 * @param expression the SQL of the watermark
 */
public record WatermarkDefinition(int column, String expression) {}
