package io.millrace.executor.connector;

import io.millrace.executor.error.Position;
import org.jspecify.annotations.Nullable;

/** The value of one option and where it stands in the statement. */
public record Option(String value, @Nullable Position position) {}
