package io.millrace.planner.kernel;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The class of a kernel while it is written: fields for constants and scratch space, private methods, failure sites.
 * Names are numbered in the order of their making, so that equal shapes give equal text.
 */
final class KernelClass {
    static final String PACKAGE = "io.millrace.generated";
    private static final String NAME = "KernelName";

    /** Statements a generated method may have where nothing tells how large they are. */
    private static final int CHUNK = 200;

    private final List<Object> constants = new ArrayList<>();
    private final List<FailureSite> sites = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();
    private final List<String> initial = new ArrayList<>();
    private final Map<String, String> bindings = new LinkedHashMap<>();
    private final List<String> methods = new ArrayList<>();
    private int names;

    /** A name nobody else has. */
    String fresh(String prefix) {
        return prefix + names++;
    }

    /**
     * A field for a constant, made in the constructor.
     *
     * @param javaType of the field
     * @param value plain data, handed to the constructor
     * @param conversion from {@code %s}, the object handed over, to the field's type
     */
    String constant(String javaType, Object value, String conversion) {
        String name = "k" + constants.size();
        fields.add("private final " + javaType + " " + name + ";");
        initial.add(name + " = " + conversion.formatted("constants[" + constants.size() + "]") + ";");
        constants.add(value);
        return name;
    }

    /** A field for scratch space of one call. */
    String scratch(String javaType, String expression) {
        String name = fresh("s");
        fields.add("private final " + javaType + " " + name + " = " + expression + ";");
        return name;
    }

    /** A field that private methods hand values back in. */
    String result(String javaType) {
        String name = fresh("r");
        fields.add("private " + javaType + " " + name + ";");
        return name;
    }

    /** The number of a new failure site. */
    int site(FailureSite site) {
        sites.add(site);
        return sites.size() - 1;
    }

    boolean hasSites() {
        return !sites.isEmpty();
    }

    /** A field that private methods read; it is set from {@code expression} before the loop. */
    void bind(String javaType, String name, String expression) {
        if (bindings.putIfAbsent(name, "this." + name + " = " + expression + ";") == null) {
            fields.add("private " + javaType + " " + name + ";");
        }
    }

    /** A field declared by its whole text. */
    void field(String declaration) {
        fields.add(declaration);
    }

    /** A field set by the loop itself. */
    void variable(String javaType, String name) {
        String field = "private " + javaType + " " + name + ";";
        if (!fields.contains(field)) {
            fields.add(field);
        }
    }

    void method(String text) {
        methods.add(text);
    }

    /** The statements that set the fields of private methods, for the head of {@code run}. */
    String bindCalls() {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i * CHUNK < bindings.size(); i++) {
            calls.append("        bind").append(i).append("(in, out, capacity);\n");
        }
        return calls.toString();
    }

    /** The finished source, with {@code run} as its only public method. */
    KernelSource finish(String run) {
        StringBuilder text = new StringBuilder();
        text.append("package ").append(PACKAGE).append(";\n\n");
        text.append("import io.millrace.executor.column.*;\n");
        text.append("import io.millrace.executor.kernel.*;\n");
        text.append("import io.millrace.executor.type.*;\n");
        text.append("import io.millrace.functions.*;\n\n");
        text.append("public final class ").append(NAME).append(" implements Kernel {\n");
        for (String field : fields) {
            // Large constructors are cut up, and only a constructor sets a final field.
            boolean loose = initial.size() > CHUNK && field.startsWith("private final") && !field.contains("=");
            text.append("    ")
                    .append(loose ? field.replace("final ", "") : field)
                    .append('\n');
        }
        text.append("    private final RowFailures failures;\n\n");
        text.append("    public ").append(NAME);
        text.append("(Object[] constants, KernelContext context, FailureSite[] sites) {\n");
        text.append("        failures = new RowFailures(context, sites);\n");
        List<String> pieces = new ArrayList<>();
        if (initial.size() <= CHUNK) {
            initial.forEach(line -> text.append("        ").append(line).append('\n'));
        } else {
            chunks("initialise", "Object[] constants", initial, pieces);
            for (int i = 0; i < pieces.size(); i++) {
                text.append("        initialise").append(i).append("(constants);\n");
            }
        }
        text.append("    }\n\n").append(run);
        chunks("bind", "Batch in, Batch out, int capacity", new ArrayList<>(bindings.values()), pieces);
        pieces.addAll(methods);
        pieces.forEach(piece -> text.append('\n').append(piece));
        text.append("}\n");
        return named(text.toString());
    }

    private static void chunks(String name, String parameters, List<String> lines, List<String> into) {
        for (int i = 0; i * CHUNK < lines.size(); i++) {
            StringBuilder method = new StringBuilder("    private void " + name + i + "(" + parameters + ") {\n");
            lines.subList(i * CHUNK, Math.min(lines.size(), (i + 1) * CHUNK))
                    .forEach(line -> method.append("        ").append(line).append('\n'));
            into.add(method.append("    }\n").toString());
        }
    }

    private KernelSource named(String text) {
        String name = "Kernel" + hash(text);
        return new KernelSource(PACKAGE + "." + name, text.replace(NAME, name), constants, sites);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
