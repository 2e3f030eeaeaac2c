/** Rewritten relational expressions to the executor's plan nodes; Calcite ends here. One class for each kind of node. */
package io.millrace.planner.lower;
