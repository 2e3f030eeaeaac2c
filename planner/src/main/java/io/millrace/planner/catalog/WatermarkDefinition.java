package io.millrace.planner.catalog;

/**
 * {@code WATERMARK FOR column AS column - INTERVAL ...}: a bound on how late rows come.
 *
 * @param column the event time, an index into the relation's columns
 * @param expression the SQL of the watermark
 * @param delayMillis how far a row may be behind the newest one
 * @param acceptedMillis rows that come so much later are taken all the same: what is that much older than the watermark is final; 0 if
 *     none are, the greatest long if all are
 */
public record WatermarkDefinition(int column, String expression, long delayMillis, long acceptedMillis) {
    /** The same watermark, which rows may ignore by so much. */
    public WatermarkDefinition accepting(long millis) {
        return new WatermarkDefinition(column, expression, delayMillis, millis);
    }

    /** Whether anything is ever final. */
    public boolean isBinding() {
        return acceptedMillis != Long.MAX_VALUE;
    }
}
