package io.millrace.planner.explain;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.Collectors;

/** What a kernel does, in the words of the SQL fragments that its source carries as comments. */
final class KernelText {
    private static final String COMMENT = "// ";

    private KernelText() {}

    static String of(KernelSource kernel) {
        List<String> fragments = kernel.source()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(COMMENT))
                .map(line -> line.substring(COMMENT.length()))
                .distinct()
                .toList();
        String constants = kernel.constants().isEmpty()
                ? ""
                : kernel.constants().stream().map(KernelText::constant).collect(Collectors.joining(", ", " with ", ""));
        return "[" + String.join("; ", fragments) + "]" + constants;
    }

    private static String constant(Object constant) {
        return constant instanceof ColumnType type ? Types.name(type) : String.valueOf(constant);
    }
}
