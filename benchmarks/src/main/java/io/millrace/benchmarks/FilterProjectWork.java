package io.millrace.benchmarks;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.KernelGenerator;
import io.millrace.planner.kernel.KernelRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * {@code SELECT a * 2 + b, CASE WHEN a > b THEN a ELSE b END, s FROM t WHERE MOD(a, 3) = 0 AND b > 10} over batches of
 * {@link #ROWS} rows, as a generated kernel and as the loop one would write by hand. One row in about 3.5 passes. The
 * kernel checks every sum and product for overflow, the loop does not.
 */
public final class FilterProjectWork {
    /** Rows of a batch. */
    public static final int ROWS = 1_024;

    private static final long SEED = 42;
    private static final int BATCHES = 64;

    private final List<Batch> inputs = new ArrayList<>();
    private final List<ColumnType> outputTypes;
    private final Batch output;
    private final Kernel kernel;
    private int next;

    /** Work on columns that may have NULLs, and then have some, or not. */
    public FilterProjectWork(boolean nullable) {
        ColumnType number = new ColumnType(TypeKind.BIGINT, 0, 0, nullable);
        ColumnType text = new ColumnType(TypeKind.VARCHAR, ColumnType.UNBOUNDED, 0, nullable);
        List<ColumnType> types = List.of(number, number, text);
        Random random = new Random(SEED);
        for (int i = 0; i < BATCHES; i++) {
            inputs.add(batch(types, nullable, random));
        }
        KernelRequest request = request(types);
        outputTypes = request.outputTypes();
        output = new Batch(outputTypes);
        KernelSource source = KernelGenerator.generate(request);
        kernel = new KernelCompiler(FilterProjectWork.class.getClassLoader(), 1)
                .instantiate(source, (code, site, detail, in, row) -> {
                    throw new IllegalStateException(detail);
                });
    }

    /** Points at the next batch. */
    public void nextBatch() {
        next = (next + 1) % BATCHES;
        output.clear();
    }

    /** Runs the kernel; the number of rows that passed. */
    public int kernel() {
        kernel.run(inputs.get(next), output);
        return output.size();
    }

    /** Runs the loop written by hand; the number of rows that passed. */
    public int loop() {
        Batch in = inputs.get(next);
        Batch out = output;
        int size = in.size();
        long[] a = in.longs(0).values();
        long[] b = in.longs(1).values();
        boolean[] noA = in.longs(0).nulls();
        boolean[] noB = in.longs(1).nulls();
        boolean[] noS = in.bytes(2).nulls();
        byte[] data = in.bytes(2).data();
        int[] offsets = in.bytes(2).offsets();
        long[] sum = out.longs(0).valuesForWriting(size);
        long[] larger = out.longs(1).valuesForWriting(size);
        BytesVector text = out.bytes(2);
        int at = 0;
        for (int row = 0; row < size; row++) {
            if (noA != null && noA[row] || a[row] % 3 != 0) {
                continue;
            }
            if (noB != null && noB[row] || b[row] <= 10) {
                continue;
            }
            sum[at] = a[row] * 2 + b[row];
            larger[at] = a[row] > b[row] ? a[row] : b[row];
            text.append(at, data, offsets[row], offsets[row + 1] - offsets[row]);
            if (noS != null && noS[row]) {
                text.setNull(at, true);
            }
            at++;
        }
        out.setSize(at);
        return at;
    }

    private static Batch batch(List<ColumnType> types, boolean nullable, Random random) {
        Batch batch = new Batch(types);
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < 2; column++) {
                if (nullable && random.nextInt(10) == 0) {
                    batch.longs(column).setNull(row);
                } else {
                    batch.longs(column).set(row, random.nextInt(100));
                }
            }
            if (nullable && random.nextInt(10) == 0) {
                batch.bytes(2).setNull(row);
            } else {
                batch.bytes(2).set(row, "value " + random.nextInt(1_000_000));
            }
        }
        batch.setSize(ROWS);
        return batch;
    }

    private static KernelRequest request(List<ColumnType> types) {
        RexBuilder builder = new RexBuilder(new JavaTypeFactoryImpl());
        RelDataType number = ColumnTypes.toRelDataType(types.get(0), builder.getTypeFactory());
        RexNode a = builder.makeInputRef(number, 0);
        RexNode b = builder.makeInputRef(number, 1);
        RexNode s = builder.makeInputRef(ColumnTypes.toRelDataType(types.get(2), builder.getTypeFactory()), 2);
        RexNode condition = call(
                builder,
                SqlStdOperatorTable.AND,
                call(
                        builder,
                        SqlStdOperatorTable.EQUALS,
                        call(builder, SqlStdOperatorTable.MOD, a, literal(builder, number, 3)),
                        literal(builder, number, 0)),
                call(builder, SqlStdOperatorTable.GREATER_THAN, b, literal(builder, number, 10)));
        RexNode sum = call(
                builder,
                SqlStdOperatorTable.PLUS,
                call(builder, SqlStdOperatorTable.MULTIPLY, a, literal(builder, number, 2)),
                b);
        RexNode larger =
                call(builder, SqlStdOperatorTable.CASE, call(builder, SqlStdOperatorTable.GREATER_THAN, a, b), a, b);
        List<RexNode> projections = List.of(sum, larger, s);
        return new KernelRequest(
                types,
                List.of("a", "b", "s"),
                null,
                condition,
                projections,
                projections.stream()
                        .map(node -> KernelGenerator.resultType(node, types))
                        .toList());
    }

    private static RexNode call(RexBuilder builder, SqlOperator operator, RexNode... operands) {
        return builder.makeCall(operator, operands);
    }

    private static RexNode literal(RexBuilder builder, RelDataType type, long value) {
        return builder.makeExactLiteral(
                BigDecimal.valueOf(value), builder.getTypeFactory().createTypeWithNullability(type, false));
    }
}
