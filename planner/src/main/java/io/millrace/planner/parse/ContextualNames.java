package io.millrace.planner.parse;

/** Makes names of keywords that SQL reserves but that are not needed where they stand. */
final class ContextualNames {
    private ContextualNames() {}

    static void apply(TokenList tokens) {
        for (int index = 0; index < tokens.size(); index++) {
            if (tokens.is(index, "USER") && tokens.isKeyword(index)) {
                tokens.makeName(index);
            }
        }
    }
}
