/**
 * Step one of a statement's way: SQL text to a syntax tree, and everything that is wrong with the text itself, told with
 * the place and what to do. The next step is validation.
 */
package io.millrace.planner.parse;
