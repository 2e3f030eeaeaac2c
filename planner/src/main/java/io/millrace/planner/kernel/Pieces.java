package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * The steps of a kernel's loop: conditions, windows, outputs. In a large kernel they go into private methods, as many to
 * each as its budget allows.
 */
final class Pieces {
    /** Estimated bytes of bytecode to write one output column. */
    static final int WRITE = 40;

    private final KernelClass kernel;
    private final RowShape shape;
    private final Outlines outlines;
    private final boolean large;

    Pieces(KernelClass kernel, RowShape shape, Outlines outlines, boolean large) {
        this.kernel = kernel;
        this.shape = shape;
        this.outlines = outlines;
        this.large = large;
    }

    Emitter emitter(Body body) {
        return new Emitter(body, shape, outlines);
    }

    /** Leaves the row out unless all conditions hold. */
    void conditions(List<RexNode> conditions, Emitter emitter) {
        if (!large) {
            conditions.forEach(condition -> condition(condition, "continue", emitter));
            return;
        }
        for (List<RexNode> group : groups(conditions, 0)) {
            Body body = new Body(kernel, false);
            Emitter inner = emitter(body);
            group.forEach(condition -> condition(condition, "return false", inner));
            String name = kernel.fresh("keep");
            kernel.method("    private boolean " + name + "(int row) {\n" + body.head(2) + body.text()
                    + "        return true;\n    }\n");
            Body outer = emitter.body();
            outer.bound("Batch", "in", "in");
            outer.line("if (!" + name + "(row)) {");
            outer.line("    continue;");
            outer.line("}");
        }
    }

    private static void condition(RexNode condition, String otherwise, Emitter emitter) {
        Body body = emitter.body();
        body.line("// " + SqlText.shape(condition));
        Value value = emitter.emit(condition);
        body.line("if (" + (value.nullable() ? value.isNull() + " || " : "") + "!" + value.text() + ") {");
        body.line("    " + otherwise + ";");
        body.line("}");
    }

    /** Starts a loop over the windows of the row. */
    void openWindows(WindowAssignment window, Emitter emitter) {
        Body body = emitter.body();
        Value time = shape.column(window.timeColumn(), body);
        if (time.nullable()) {
            body.line("if (" + time.isNull() + ") {");
            body.line("    continue;");
            body.line("}");
        }
        String size = number(window.sizeMillis(), emitter);
        String step = number(window.stepMillis(), emitter);
        String offset = number(window.offsetMillis(), emitter);
        String zone = window.zone();
        String calendar = zone == null ? null : ZonedCalls.calendar(zone, emitter);
        String t = time.text();
        if (calendar != null) {
            t = body.declare("long", "v", calendar + ".toLocal(" + t + ")");
        }
        boolean cumulative = window.kind() == WindowAssignment.Kind.CUMULATE;
        String length = cumulative ? size : step;
        body.line("long last = %1$s - Math.floorMod(%1$s - %2$s, %3$s);".formatted(t, offset, length));
        if (cumulative) {
            body.line("long passed = %1$s - last - (%1$s - last) %% %2$s;".formatted(t, step));
            body.open("for (long to = last + passed + %1$s; to <= last + %2$s; to += %1$s)".formatted(step, size));
            body.line("long from = last;");
        } else {
            body.open("for (long from = last; from > %s - %s; from -= %s)".formatted(t, size, step));
            body.line("long to = from + " + size + ";");
        }
        body.line("long windowStart = " + (calendar == null ? "from" : calendar + ".startOf(from)") + ";");
        body.line("long windowEnd = " + (calendar == null ? "to" : calendar + ".startOf(to)") + ";");
        if (large) {
            kernel.variable("long", "windowStart");
            kernel.variable("long", "windowEnd");
            body.line("this.windowStart = windowStart;");
            body.line("this.windowEnd = windowEnd;");
        }
    }

    private static String number(long value, Emitter emitter) {
        return emitter.constant("long", value, "((Long) %s).longValue()");
    }

    void closeWindows(Emitter emitter) {
        emitter.body().close();
    }

    /** Computes and writes the output columns at {@code at}. */
    void outputs(List<RexNode> projections, List<ColumnType> types, Emitter emitter) {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < projections.size(); i++) {
            columns.add(i);
        }
        if (!large) {
            columns.forEach(i -> output(i, projections.get(i), types.get(i), emitter));
            return;
        }
        int from = 0;
        for (List<RexNode> group : groups(projections, WRITE)) {
            Body body = new Body(kernel, false);
            Emitter inner = emitter(body);
            for (RexNode projection : group) {
                output(from, projection, types.get(from), inner);
                from++;
            }
            String name = kernel.fresh("write");
            kernel.method(
                    "    private void " + name + "(int row, int at) {\n" + body.head(2) + body.text() + "    }\n");
            emitter.body().line(name + "(row, at);");
        }
    }

    private List<List<RexNode>> groups(List<RexNode> nodes, int extra) {
        List<List<RexNode>> groups = new ArrayList<>();
        List<RexNode> group = new ArrayList<>();
        int sum = 0;
        for (RexNode node : nodes) {
            int size = outlines.cut(node) + extra;
            if (sum + size > Outlines.BUDGET && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                sum = 0;
            }
            group.add(node);
            sum += size;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private void output(int column, RexNode projection, ColumnType type, Emitter emitter) {
        Body body = emitter.body();
        if (projection instanceof RexCall) {
            body.line("// " + SqlText.shape(projection));
        }
        if (type.storage() == Storage.BYTES && copies(projection, type)) {
            copyBytes(column, ((RexInputRef) projection).getIndex(), body);
            return;
        }
        Value value = emitter.assign(projection, type.withNullable(true));
        if (value.nullable() && !type.nullable()) {
            throw new IllegalArgumentException(
                    "output column " + column + " is " + type + " but its expression may be NULL: " + projection);
        }
        write(column, value, body);
    }

    private boolean copies(RexNode projection, ColumnType type) {
        return projection instanceof RexInputRef ref
                && !shape.isWindow(ref.getIndex())
                && shape.types()
                        .get(ref.getIndex())
                        .withNullable(type.nullable())
                        .equals(type);
    }

    private void copyBytes(int column, int from, Body body) {
        String out = vector(column, Storage.BYTES, body);
        body.line(out + ".append(at, " + RowShape.bytesRange(from, body) + ");");
        if (shape.types().get(from).nullable()) {
            String flags = body.bound("boolean[]", "nulls" + from, "in.column(" + from + ").nulls()");
            body.line("if (" + flags + " != null && " + flags + "[row]) {");
            body.line("    " + out + ".setNull(at, true);");
            body.line("}");
        }
    }

    /** Stores a value; the slot of a NULL gets zero, and its flag is the only one written. */
    private static void write(int column, Value value, Body body) {
        Storage storage = value.storage();
        String out = vector(column, storage, body);
        String v = value.text();
        if (!value.nullable()) {
            body.line(store(column, storage, out, v, body));
            return;
        }
        if (storage == Storage.LONG || storage == Storage.DOUBLE || storage == Storage.BOOLEAN) {
            String zero = Value.zero(storage);
            body.line(store(column, storage, out, value.isNull() + " ? " + zero + " : " + v, body));
            body.line("if (" + value.isNull() + ") {");
            body.line("    " + out + ".setNull(at, true);");
        } else {
            body.line("if (!" + value.isNull() + ") {");
            body.line("    " + store(column, storage, out, v, body));
            body.line("} else {");
            body.line("    " + out + ".setNull(at);");
        }
        body.line("}");
    }

    private static String store(int column, Storage storage, String out, String value, Body body) {
        return switch (storage) {
            case LONG -> array(column, "long[]", "longs", body) + "[at] = " + value + ";";
            case DOUBLE -> array(column, "double[]", "doubles", body) + "[at] = " + value + ";";
            case BOOLEAN -> array(column, "boolean[]", "booleans", body) + "[at] = " + value + ";";
            case DECIMAL128 -> out + ".set(at, " + value + ".high(), " + value + ".low());";
            case BYTES -> out + ".append(at, " + value + ".data(), " + value + ".start(), " + value + ".length());";
        };
    }

    private static String array(int column, String javaType, String accessor, Body body) {
        return body.bound(
                javaType, "values" + column, "out." + accessor + "(" + column + ").valuesForWriting(capacity)");
    }

    private static String vector(int column, Storage storage, Body body) {
        return switch (storage) {
            case LONG -> body.bound("LongVector", "out" + column, "out.longs(" + column + ")");
            case DOUBLE -> body.bound("DoubleVector", "out" + column, "out.doubles(" + column + ")");
            case BOOLEAN -> body.bound("BooleanVector", "out" + column, "out.booleans(" + column + ")");
            case DECIMAL128 -> body.bound("DecimalVector", "out" + column, "out.decimals(" + column + ")");
            case BYTES -> body.bound("BytesVector", "out" + column, "out.bytes(" + column + ")");
        };
    }
}
