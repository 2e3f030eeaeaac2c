package io.millrace.planner.kernel;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * Computes what depends on no row, by running a kernel over one row, so that a constant has the very value that the
 * expression would have at run time. A call that fails stays as it is: it fails, or not, when it is run. Thread-safe;
 * costs the compilation of a class for each shape of expression that was not seen lately.
 */
public final class ConstantFolder {
    private final KernelCompiler compiler;

    /** Folds with kernels compiled by {@code compiler}, whose parent loader knows the functions module. */
    public ConstantFolder(KernelCompiler compiler) {
        this.compiler = compiler;
    }

    /** The same expression with its largest constant parts as literals of the same types. */
    public RexNode fold(RexNode node, RexBuilder builder) {
        return node.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                if (!RexUtil.isConstant(call) || !RexUtil.isDeterministic(call) || hasParameter(call)) {
                    return super.visitCall(call);
                }
                if (isLiteral(call)) {
                    return call;
                }
                RexNode folded = evaluated(call, builder);
                return folded == null ? super.visitCall(call) : folded;
            }
        });
    }

    /** Why a constant has no value; empty if it has one, or depends on more than its text. */
    public Optional<EngineException> failure(RexNode node) {
        if (!RexUtil.isConstant(node) || !RexUtil.isDeterministic(node) || !ColumnTypes.isSupported(node.getType())) {
            return Optional.empty();
        }
        try {
            computed(node);
            return Optional.empty();
        } catch (EngineException e) {
            unlessInternal(e);
            return Optional.of(e);
        }
    }

    /** To Calcite a parameter is a constant. */
    private static boolean hasParameter(RexNode node) {
        return node instanceof RexDynamicParam
                || node instanceof RexCall call && call.getOperands().stream().anyMatch(ConstantFolder::hasParameter);
    }

    /** A literal of a nullable type is a cast of one that is not. */
    private static boolean isLiteral(RexCall call) {
        return call.getKind() == SqlKind.CAST
                && call.getOperands().get(0) instanceof RexLiteral literal
                && SqlTypeUtil.equalSansNullability(literal.getType(), call.getType());
    }

    private @Nullable RexNode evaluated(RexCall call, RexBuilder builder) {
        if (!ColumnTypes.isSupported(call.getType())
                || ColumnTypes.of(call.getType()).kind().isNested()) {
            return null;
        }
        try {
            Batch out = computed(call);
            return literal(out, out.types().get(0), call.getType(), builder);
        } catch (EngineException e) {
            // What has no kernel, or fails, is for the statement to report; with its position, if it is used at all.
            return unlessInternal(e);
        }
    }

    private Batch computed(RexNode node) {
        ColumnType type = ColumnTypes.of(node.getType()).withNullable(true);
        Batch out = new Batch(List.of(type));
        Batch in = new Batch(List.of());
        in.setSize(1);
        KernelRequest request = new KernelRequest(List.of(), List.of(), null, null, List.of(node), List.of(type));
        compiler.instantiate(KernelGenerator.generate(request), new FailedCall())
                .run(in, out);
        return out;
    }

    private static @Nullable RexNode unlessInternal(EngineException failure) {
        if (failure.code() == ErrorCode.INTERNAL_ERROR) {
            throw failure;
        }
        return null;
    }

    private static @Nullable RexNode literal(Batch out, ColumnType type, RelDataType target, RexBuilder builder) {
        if (out.column(0).isNull(0)) {
            return target.isNullable() ? builder.makeNullLiteral(target) : null;
        }
        Object value = switch (type.kind()) {
            case BOOLEAN -> out.booleans(0).get(0);
            case TINYINT, SMALLINT, INTEGER, BIGINT, INTERVAL_MONTHS, INTERVAL_MILLIS ->
                BigDecimal.valueOf(out.longs(0).get(0));
            case DECIMAL -> decimal(out, type);
            case REAL, DOUBLE -> finite(out.doubles(0).get(0));
            case CHAR, VARCHAR -> text(out, type);
            case BINARY, VARBINARY -> new ByteString(bytes(out));
            case DATE ->
                DateString.fromDaysSinceEpoch(Math.toIntExact(out.longs(0).get(0)));
            case TIME -> TimeString.fromMillisOfDay(Math.toIntExact(out.longs(0).get(0)));
            case TIMESTAMP, TIMESTAMP_LTZ ->
                TimestampString.fromMillisSinceEpoch(out.longs(0).get(0));
            case UUID -> Values.get(out, 0, 0);
            case ARRAY, MULTISET, MAP, ROW -> null;
        };
        return value == null ? null : builder.makeLiteral(value, target, true, false);
    }

    private static BigDecimal decimal(Batch out, ColumnType type) {
        return type.storage() == Storage.LONG
                ? BigDecimal.valueOf(out.longs(0).get(0), type.scale())
                : new BigDecimal(out.decimals(0).unscaled(0), type.scale());
    }

    /** Literals are finite and have no negative zero. */
    private static @Nullable Double finite(double value) {
        boolean literal = !Double.isNaN(value) && !Double.isInfinite(value) && (value != 0 || 1 / value > 0);
        return literal ? value : null;
    }

    private static @Nullable NlsString text(Batch out, ColumnType type) {
        String text = out.bytes(0).text(0);
        int length = text.codePointCount(0, text.length());
        // Case mapping can make a text longer than its type, and a literal of a fixed length would get blanks that
        // count.
        boolean literal = type.kind() == TypeKind.CHAR
                ? length == type.precision()
                : type.precision() == ColumnType.UNBOUNDED || length <= type.precision();
        return literal ? new NlsString(text, StandardCharsets.UTF_8.name(), null) : null;
    }

    private static byte[] bytes(Batch out) {
        int start = out.bytes(0).start(0);
        return Arrays.copyOfRange(
                out.bytes(0).data(), start, start + out.bytes(0).length(0));
    }

    /** Ends an evaluation whose value would not be one. */
    private static final class FailedCall implements KernelContext {
        @Override
        public void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
            throw new EngineException(code, site.position(), detail);
        }
    }
}
