package io.millrace.executor.operator;

import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelContext;

/**
 * What an operator shard is given when it is created.
 *
 * @param shard which shard it is, from 0
 * @param shards how many there are
 * @param kernels compiles generated code
 * @param failures told of calls that fail on a row
 */
public record ShardContext(int shard, int shards, KernelCompiler kernels, KernelContext failures) {}
