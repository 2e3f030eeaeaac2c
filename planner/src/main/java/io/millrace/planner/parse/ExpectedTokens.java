package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EQ;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.LPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_STRING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.RPAREN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNSIGNED_INTEGER_LITERAL;

import io.millrace.planner.parse.grammar.MillraceGrammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What could have stood where the parser stopped: often some hundred tokens, told in a few words or not at all.
 *
 * @param kinds the kinds of the tokens
 * @param words those of them that are words, in upper case
 */
record ExpectedTokens(Set<Integer> kinds, Set<String> words) {
    static final String OPERAND = "a name, a value or an expression";

    /** More words than these are no help. */
    private static final int MAX_WORDS = 6;

    static ExpectedTokens of(int[][] sequences) {
        Set<Integer> kinds = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        for (int[] sequence : sequences) {
            kinds.add(sequence[0]);
            String image = MillraceGrammar.image(sequence[0]);
            if (image.startsWith("\"") && Character.isLetter(image.charAt(1))) {
                words.add(image.substring(1, image.length() - 1));
            }
        }
        return new ExpectedTokens(kinds, words);
    }

    boolean contains(int kind) {
        return kinds.contains(kind);
    }

    /** Whether an expression could begin there. */
    boolean isOperand() {
        return contains(IDENTIFIER) && contains(UNSIGNED_INTEGER_LITERAL);
    }

    /** Whether only a number could stand there. */
    boolean isNumber() {
        return !contains(IDENTIFIER) && contains(UNSIGNED_INTEGER_LITERAL);
    }

    /** Whether a type could stand there. */
    boolean isType() {
        return words.contains("BIGINT") && words.contains("VARCHAR") && words.contains("TIMESTAMP");
    }

    /** In words, as the end of a sentence; empty where a description would be longer than it helps. */
    String describe() {
        if (isOperand()) {
            return OPERAND;
        }
        if (isNumber()) {
            return "a number";
        }
        if (isType()) {
            return "a type such as INT, VARCHAR or TIMESTAMP(3)";
        }
        List<String> parts = new ArrayList<>();
        if (contains(IDENTIFIER)) {
            parts.add("a name");
        } else if (contains(QUOTED_STRING)) {
            parts.add("a text in single quotes");
        }
        boolean few = kinds.size() <= MAX_WORDS;
        addSign(parts, few && contains(LPAREN), "'('");
        addSign(parts, contains(COMMA), "','");
        addSign(parts, contains(RPAREN), "')'");
        addSign(parts, few && contains(EQ), "'='");
        if (words.size() <= MAX_WORDS) {
            parts.addAll(words);
        }
        return switch (parts.size()) {
            case 0 -> "";
            case 1 -> parts.get(0);
            default -> String.join(", ", parts.subList(0, parts.size() - 1)) + " or " + parts.get(parts.size() - 1);
        };
    }

    private static void addSign(List<String> parts, boolean there, String sign) {
        if (there) {
            parts.add(sign);
        }
    }
}
