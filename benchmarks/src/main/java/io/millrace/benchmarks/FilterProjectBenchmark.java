package io.millrace.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a row of a generated filter-project kernel and of the loop written by hand, see {@link FilterProjectWork}.
 * With {@code -prof gc} the bytes allocated per row. {@link FilterProjectComparison} gives ratios within one JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx1g")
public class FilterProjectBenchmark {
    @Param({"false", "true"})
    boolean nullable;

    private FilterProjectWork work;

    @Setup(Level.Trial)
    public void start() {
        work = new FilterProjectWork(nullable);
    }

    @Benchmark
    @OperationsPerInvocation(FilterProjectWork.ROWS)
    public int kernel() {
        work.nextBatch();
        return work.kernel();
    }

    @Benchmark
    @OperationsPerInvocation(FilterProjectWork.ROWS)
    public int handWrittenLoop() {
        work.nextBatch();
        return work.loop();
    }
}
