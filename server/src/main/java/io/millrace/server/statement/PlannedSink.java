package io.millrace.server.statement;

import io.millrace.executor.connector.Sink;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.planner.catalog.Relation;
import java.util.Set;

/**
 * A sink before it is made.
 *
 * @param plan what it gets the changes of
 * @param target where they go
 * @param relation what the catalog shows of it
 * @param reads the names of the tables and views that it reads
 */
record PlannedSink(ViewPlan plan, Sink target, Relation relation, Set<String> reads) {}
