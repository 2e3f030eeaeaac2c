/** Relational expressions to simpler ones with the same meaning, in named phases. */
package io.millrace.planner.rewrite;
