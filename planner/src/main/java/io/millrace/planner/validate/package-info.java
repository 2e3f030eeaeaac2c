/** Syntax tree to typed relational expression: names, types and what is not supported, each error at its place. */
package io.millrace.planner.validate;
