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
 * Nanoseconds a row of GROUP BY a BIGINT key with COUNT and SUM, in ticks of {@link GroupByWork#TICK_ROWS} rows. With
 * {@code -prof gc} the bytes allocated per row. {@link GroupByComparison} gives ratios within one JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx2g")
public class GroupByBenchmark {
    @Param({"1000", "1000000"})
    int groups;

    private GroupByWork work;

    @Setup(Level.Trial)
    public void start() {
        work = new GroupByWork(groups);
    }

    @Benchmark
    @OperationsPerInvocation(GroupByWork.TICK_ROWS)
    public long view() {
        work.nextTick();
        return work.view();
    }

    @Benchmark
    @OperationsPerInvocation(GroupByWork.TICK_ROWS)
    public long operator() {
        work.nextTick();
        return work.operator();
    }

    @Benchmark
    @OperationsPerInvocation(GroupByWork.TICK_ROWS)
    public long handWrittenLoop() {
        work.nextTick();
        return work.loop();
    }

    @Benchmark
    @OperationsPerInvocation(GroupByWork.TICK_ROWS)
    public long handWrittenLoopWithChanges() {
        work.nextTick();
        return work.continuousLoop();
    }
}
