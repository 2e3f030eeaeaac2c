package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random values from small domains, so that rows repeat: NULLs, zeros of both signs, NaN, long and short strings, wide
 * decimals. Values as Java objects: Long, Double, Boolean, BigInteger, String, or null.
 */
public final class RandomRows {
    private static final double[] DOUBLES = {0.0, -0.0, Double.NaN, 1.5, -1.5, 1e300, Double.POSITIVE_INFINITY};
    private final Random random;
    private final List<ColumnType> types;

    public RandomRows(Random random, List<ColumnType> types) {
        this.random = random;
        this.types = List.copyOf(types);
    }

    /** Rows of the types. */
    public Batch batch(int size) {
        Batch batch = new Batch(types);
        for (int i = 0; i < size; i++) {
            append(batch, row(), 1);
        }
        return batch;
    }

    /** A row of random values. */
    public List<@Nullable Object> row() {
        List<@Nullable Object> row = new ArrayList<>();
        for (ColumnType type : types) {
            row.add(value(type));
        }
        return row;
    }

    private @Nullable Object value(ColumnType type) {
        if (type.nullable() && random.nextInt(6) == 0) {
            return null;
        }
        return switch (type.storage()) {
            case LONG -> (long) (random.nextInt(5) - 2);
            case DOUBLE -> DOUBLES[random.nextInt(DOUBLES.length)];
            case BOOLEAN -> random.nextBoolean();
            case DECIMAL128 -> BigInteger.valueOf(random.nextInt(3) - 1).shiftLeft(random.nextInt(2) * 70);
            case BYTES -> "é".repeat(random.nextInt(3)) + "x".repeat(random.nextInt(2) * random.nextInt(20));
        };
    }

    /** Appends a row of objects as {@link #row} makes them. */
    public static void append(Batch batch, List<?> row, long weight) {
        int at = batch.size();
        for (int i = 0; i < batch.width(); i++) {
            Object value = row.get(i);
            switch (batch.types().get(i).storage()) {
                case LONG -> {
                    if (value == null) {
                        batch.longs(i).setNull(at);
                    } else {
                        batch.longs(i).set(at, (Long) value);
                    }
                }
                case DOUBLE -> {
                    if (value == null) {
                        batch.doubles(i).setNull(at);
                    } else {
                        batch.doubles(i).set(at, (Double) value);
                    }
                }
                case BOOLEAN -> {
                    if (value == null) {
                        batch.booleans(i).setNull(at);
                    } else {
                        batch.booleans(i).set(at, (Boolean) value);
                    }
                }
                case DECIMAL128 -> {
                    if (value == null) {
                        batch.decimals(i).setNull(at);
                    } else {
                        batch.decimals(i).set(at, (BigInteger) value);
                    }
                }
                case BYTES -> {
                    if (value == null) {
                        batch.bytes(i).setNull(at);
                    } else {
                        batch.bytes(i).set(at, (String) value);
                    }
                }
            }
        }
        batch.setSize(at + 1);
        batch.setWeight(at, weight);
    }

    /** A row of a batch as objects; equal keys are equal objects. */
    public static List<@Nullable Object> row(Batch batch, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < batch.width(); i++) {
            if (batch.column(i).isNull(row)) {
                values.add(null);
                continue;
            }
            values.add(
                    switch (batch.types().get(i).storage()) {
                        case LONG -> batch.longs(i).get(row);
                        case DOUBLE -> canonical(batch.doubles(i).get(row));
                        case BOOLEAN -> batch.booleans(i).get(row);
                        case DECIMAL128 -> batch.decimals(i).unscaled(row);
                        case BYTES ->
                            new String(
                                    batch.bytes(i).data(),
                                    batch.bytes(i).start(row),
                                    batch.bytes(i).length(row),
                                    StandardCharsets.UTF_8);
                    });
        }
        return values;
    }

    /** A row as {@link #row(Batch, int)} would give it back. */
    public static List<@Nullable Object> canonical(List<?> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : row) {
            values.add(value instanceof Double number ? (Object) canonical(number) : value);
        }
        return values;
    }

    private static double canonical(double value) {
        return value == 0 ? 0.0 : value;
    }
}
