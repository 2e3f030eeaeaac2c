package io.millrace.planner.kernel;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Generates, compiles and runs kernels over a few rows; values are Boolean, Long, Double, BigDecimal, String or null. */
final class KernelRun implements KernelContext {
    static final KernelCompiler COMPILER = new KernelCompiler(KernelRun.class.getClassLoader(), 1_000);

    /** A call that had no value. */
    record Failure(ErrorCode code, String expression, String detail, int row) {}

    private final Expressions expressions;
    private final List<List<Object>> rows = new ArrayList<>();
    private @Nullable WindowAssignment window;
    final List<Failure> failures = new ArrayList<>();

    KernelRun(Schema schema) {
        this.expressions = new Expressions(schema);
    }

    static KernelRun over(Object... namesAndTypes) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new Column((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1]));
        }
        return new KernelRun(new Schema(columns));
    }

    KernelRun row(@Nullable Object... values) {
        List<Object> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value instanceof Integer number ? Long.valueOf(number) : value);
        }
        rows.add(row);
        return this;
    }

    KernelRun windows(WindowAssignment assignment) {
        window = assignment;
        return this;
    }

    RexNode parse(String sql) {
        return expressions.parse(sql);
    }

    /** The values of an expression on each row. */
    List<Object> values(String sql) {
        List<Object> values = new ArrayList<>();
        select(null, sql).forEach(row -> values.add(row.get(0)));
        return values;
    }

    /** The value of an expression on the only row. */
    @Nullable
    Object value(String sql) {
        if (rows.isEmpty()) {
            row();
        }
        return values(sql).get(0);
    }

    KernelSource source(@Nullable String condition, String... projections) {
        List<RexNode> nodes = new ArrayList<>();
        for (String projection : projections) {
            nodes.add(parse(projection));
        }
        return source(condition == null ? null : parse(condition), nodes);
    }

    KernelSource source(@Nullable RexNode condition, List<RexNode> projections) {
        return KernelGenerator.generate(request(condition, projections));
    }

    private KernelRequest request(@Nullable RexNode condition, List<RexNode> projections) {
        List<ColumnType> types = new ArrayList<>(expressions.schema().types());
        List<ColumnType> inputs = List.copyOf(types);
        if (window != null) {
            types.add(inputs.get(window.timeColumn()).notNull());
            types.add(inputs.get(window.timeColumn()).notNull());
        }
        List<ColumnType> outputs = new ArrayList<>();
        projections.forEach(node -> outputs.add(KernelGenerator.resultType(node, types)));
        return new KernelRequest(inputs, expressions.names(), window, condition, projections, outputs);
    }

    /** The rows that meet a condition, projected. */
    List<List<Object>> select(@Nullable String condition, String... projections) {
        List<RexNode> nodes = new ArrayList<>();
        for (String projection : projections) {
            nodes.add(parse(projection));
        }
        return select(condition == null ? null : parse(condition), nodes);
    }

    List<List<Object>> select(@Nullable RexNode condition, List<RexNode> nodes) {
        KernelRequest request = request(condition, nodes);
        Batch out = new Batch(request.outputTypes());
        COMPILER.instantiate(KernelGenerator.generate(request), this).run(batch(), out);
        List<List<Object>> result = new ArrayList<>();
        for (int row = 0; row < out.size(); row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < out.width(); column++) {
                values.add(read(out, column, row));
            }
            result.add(values);
        }
        return result;
    }

    Batch batch() {
        List<ColumnType> types = expressions.schema().types();
        Batch batch = new Batch(types);
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < types.size(); column++) {
                write(batch, column, row, rows.get(row).get(column));
            }
        }
        batch.setSize(rows.size());
        return batch;
    }

    static void write(Batch batch, int column, int row, @Nullable Object value) {
        ColumnType type = batch.types().get(column);
        switch (type.storage()) {
            case LONG -> {
                if (value == null) {
                    batch.longs(column).setNull(row);
                } else {
                    batch.longs(column)
                            .set(
                                    row,
                                    type.kind() == TypeKind.DECIMAL
                                            ? ((BigDecimal) value)
                                                    .setScale(type.scale())
                                                    .unscaledValue()
                                                    .longValueExact()
                                            : ((Number) value).longValue());
                }
            }
            case DOUBLE -> {
                if (value == null) {
                    batch.doubles(column).setNull(row);
                } else {
                    batch.doubles(column).set(row, ((Number) value).doubleValue());
                }
            }
            case BOOLEAN -> {
                if (value == null) {
                    batch.booleans(column).setNull(row);
                } else {
                    batch.booleans(column).set(row, (Boolean) value);
                }
            }
            case DECIMAL128 -> {
                if (value == null) {
                    batch.decimals(column).setNull(row);
                } else {
                    BigInteger unscaled =
                            ((BigDecimal) value).setScale(type.scale()).unscaledValue();
                    batch.decimals(column).set(row, unscaled);
                }
            }
            case BYTES -> {
                if (value == null) {
                    batch.bytes(column).setNull(row);
                } else {
                    byte[] bytes = ((String) value).getBytes(charset(type));
                    batch.bytes(column).set(row, bytes, 0, bytes.length);
                }
            }
        }
    }

    private static java.nio.charset.Charset charset(ColumnType type) {
        return type.kind() == TypeKind.BINARY || type.kind() == TypeKind.VARBINARY
                ? StandardCharsets.ISO_8859_1
                : StandardCharsets.UTF_8;
    }

    static @Nullable Object read(Batch batch, int column, int row) {
        ColumnType type = batch.types().get(column);
        if (batch.column(column).isNull(row)) {
            return null;
        }
        return switch (type.storage()) {
            case LONG -> {
                long value = batch.longs(column).get(row);
                yield type.kind() == TypeKind.DECIMAL
                        ? (Object) BigDecimal.valueOf(value, type.scale())
                        : (Object) value;
            }
            case DOUBLE -> batch.doubles(column).get(row);
            case BOOLEAN -> batch.booleans(column).get(row);
            case DECIMAL128 -> new BigDecimal(batch.decimals(column).unscaled(row), type.scale());
            case BYTES ->
                type.kind() == TypeKind.UUID || type.kind().isNested()
                        ? Values.get(batch, column, row)
                        : new String(
                                batch.bytes(column).data(),
                                batch.bytes(column).start(row),
                                batch.bytes(column).length(row),
                                charset(type));
        };
    }

    @Override
    public void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
        failures.add(new Failure(code, site.expression(), detail, row));
    }
}
