package io.millrace.executor.connector;

import io.millrace.executor.error.Position;
import io.millrace.executor.type.Column;
import org.jspecify.annotations.Nullable;

/**
 * A column that a source fills.
 *
 * @param column name and type; a record without a value for a NOT NULL column is a bad record
 * @param metadata which metadata it takes ({@code c type METADATA FROM 'k'}), or null for a field of the record
 * @param position where it is declared
 */
public record SourceColumn(
        Column column, @Nullable String metadata, @Nullable Position position) {}
