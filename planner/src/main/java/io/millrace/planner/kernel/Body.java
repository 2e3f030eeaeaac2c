package io.millrace.planner.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one method of a kernel while they are written: lines with their indentation, the locals its head
 * declares, and what has been computed so far in the blocks that are open.
 */
final class Body {
    private final KernelClass kernel;
    private final boolean root;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> head = new LinkedHashMap<>();
    private final Deque<Map<RexNode, Value>> known = new ArrayDeque<>();
    private int indent = 2;

    /** The body of {@code run} if {@code root}, else of a private method that finds columns in fields. */
    Body(KernelClass kernel, boolean root) {
        this.kernel = kernel;
        this.root = root;
        known.push(new HashMap<>());
    }

    KernelClass kernel() {
        return kernel;
    }

    boolean isRoot() {
        return root;
    }

    void line(String statement) {
        text.append("    ".repeat(indent)).append(statement).append('\n');
    }

    /** Opens a block; what is computed in it is forgotten behind it. */
    void open(String start) {
        line(start + " {");
        indent++;
        known.push(new HashMap<>());
    }

    void close() {
        close("}");
    }

    void close(String end) {
        known.pop();
        indent--;
        line(end);
    }

    /** Ends a block and starts its other branch. */
    void orElse(String start) {
        close("} " + start + " {");
        indent++;
        known.push(new HashMap<>());
    }

    /** Declares a variable. */
    String declare(String javaType, String prefix, String expression) {
        String name = kernel.fresh(prefix);
        line(javaType + " " + name + " = " + expression + ";");
        return name;
    }

    @Nullable
    Value known(RexNode node) {
        for (Map<RexNode, Value> scope : known) {
            Value value = scope.get(node);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    void remember(RexNode node, Value value) {
        known.getFirst().put(node, value);
    }

    /** A local for something of the batches at hand; private methods read it from a field set before the loop. */
    String bound(String javaType, String name, String expression) {
        if (!root) {
            kernel.bind(javaType, name, expression);
        }
        // The batches themselves are parameters of run.
        if (!root || !name.equals(expression)) {
            head.putIfAbsent(name, javaType + " " + name + " = " + (root ? expression : "this." + name) + ";");
        }
        return name;
    }

    /** A local for a field of the kernel. */
    String field(String javaType, String name) {
        head.putIfAbsent(name, javaType + " " + name + " = this." + name + ";");
        return name;
    }

    /** The declarations of the head, then nothing. */
    String head(int depth) {
        StringBuilder all = new StringBuilder();
        for (String line : head.values()) {
            all.append("    ".repeat(depth)).append(line).append('\n');
        }
        return all.toString();
    }

    String text() {
        return text.toString();
    }

    /** Sets how deep the next lines are indented. */
    void indent(int depth) {
        indent = depth;
    }
}
