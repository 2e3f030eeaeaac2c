package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;

/** Writes NULL to a vector of whatever storage. */
public final class Nulls {
    private Nulls() {}

    /** Makes a row NULL, the next one after those written. */
    public static void set(Vector into, int row) {
        switch (into.storage()) {
            case LONG -> ((LongVector) into).setNull(row);
            case DOUBLE -> ((DoubleVector) into).setNull(row);
            case BOOLEAN -> ((BooleanVector) into).setNull(row);
            case DECIMAL128 -> ((DecimalVector) into).setNull(row);
            case BYTES -> ((BytesVector) into).setNull(row);
        }
    }
}
