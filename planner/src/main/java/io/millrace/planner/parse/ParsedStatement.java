package io.millrace.planner.parse;

import io.millrace.executor.error.Position;

/**
 * A statement and its text.
 *
 * @param text the text without the semicolon; positions in the syntax tree count within it
 * @param start where the text begins in what was given to the parser
 * @param statement what it is
 * @param parameters how many {@code ?} it has
 */
public record ParsedStatement(String text, Position start, Statement statement, int parameters) {}
