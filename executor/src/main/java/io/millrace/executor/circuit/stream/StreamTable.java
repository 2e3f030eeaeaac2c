package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.type.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it was declared.
 *
 * @param id tells it apart from all other tables that this data directory ever had; the tick log knows it by that. 0 if nothing of
 *     it is logged
 * @param name its name
 * @param schema its columns
 * @param source where its records come from
 * @param start where its history starts
 * @param eventTime what it declares about event time, or null
 */
public record StreamTable(
        long id,
        String name,
        Schema schema,
        Source source,
        Positions start,
        @Nullable EventTime eventTime) {}
