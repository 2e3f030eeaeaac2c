/** What the planner asks of a catalog: names to relations, nothing else. */
package io.millrace.planner.catalog;
