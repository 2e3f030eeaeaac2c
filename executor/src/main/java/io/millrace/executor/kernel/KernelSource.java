package io.millrace.executor.kernel;

import java.util.List;

/**
 * The Java source of a {@link Kernel} and what belongs to it. Literals of the query are in {@code constants}, never in
 * the text, so queries that differ only in literals share one class.
 *
 * @param className fully qualified name of the class in {@code source}
 * @param source a compilation unit with exactly that class
 * @param constants what the class takes as its first constructor argument; {@link KernelParameter}s are replaced by their values
 * @param sites the calls that may fail on a row, by the number under which the code reports them
 */
public record KernelSource(String className, String source, List<Object> constants, List<FailureSite> sites) {
    public KernelSource {
        constants = List.copyOf(constants);
        sites = List.copyOf(sites);
    }
}
