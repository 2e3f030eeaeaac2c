/** Parse, step one: the parser that the build generates from Calcite's template and our productions, and its entrance. */
package io.millrace.planner.parse.grammar;
