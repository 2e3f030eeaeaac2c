package io.millrace.planner.catalog;

/**
 * {@code WATERMARK FOR column AS column - INTERVAL ...}: a bound on how late rows come.
 *
 * @param column the event time, an index into the relation's columns
 * @param expression the SQL of the watermark
 * @param delayMillis how far a row may be behind the newest one
 * @param isBinding whether rows that come later are left out, so that what is older than the watermark is final
 */
public record WatermarkDefinition(int column, String expression, long delayMillis, boolean isBinding) {
    /** The same watermark, which rows may ignore. */
    public WatermarkDefinition notBinding() {
        return new WatermarkDefinition(column, expression, delayMillis, false);
    }
}
