package io.millrace.planner.kernel;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlPostfixOperator;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Expressions as SQL: with names and literals for messages, without either for comments in generated code. */
public final class SqlText {
    private static final int LONGEST = 200;

    private SqlText() {}

    /** The SQL of an expression over named fields, cut if it is long. */
    public static String of(RexNode node, List<String> names) {
        StringBuilder text = new StringBuilder();
        new Printer(text, names).print(node, false);
        return cut(text);
    }

    /** The shape of an expression in letters that are harmless in a comment: fields by number, literals as {@code ?}. */
    static String shape(RexNode node) {
        StringBuilder text = new StringBuilder();
        new Printer(text, null).print(node, false);
        return cut(text)
                .replaceAll("[^A-Za-z0-9 ?$.,:;()<>=+\\-/*%|_\\[\\]]", "_")
                .replace("*/", "* /");
    }

    private static String cut(CharSequence text) {
        return text.length() <= LONGEST ? text.toString() : text.subSequence(0, LONGEST) + "...";
    }

    private record Printer(StringBuilder text, @Nullable List<String> names) {
        void print(RexNode node, boolean nested) {
            if (text.length() > LONGEST) {
                return;
            }
            if (node instanceof RexInputRef ref) {
                text.append(names == null ? "$" + ref.getIndex() : names.get(ref.getIndex()));
            } else if (node instanceof RexLiteral literal) {
                print(literal);
            } else if (node instanceof RexCall call) {
                print(call, nested);
            } else if (node instanceof RexFieldAccess access
                    && !(access.getReferenceExpr() instanceof RexCorrelVariable)) {
                print(access.getReferenceExpr(), true);
                text.append('.').append(names == null ? "?" : access.getField().getName());
            } else {
                text.append(names == null ? "?" : node.toString());
            }
        }

        private void print(RexLiteral literal) {
            if (Literals.isSymbol(literal)) {
                text.append(literal.getValue());
            } else if (literal.getValue() == null || literal.getType().getSqlTypeName() == SqlTypeName.BOOLEAN) {
                text.append(String.valueOf((Object) literal.getValue()).toUpperCase(Locale.ROOT));
            } else if (names == null) {
                text.append('?');
            } else if (literal.getTypeName() == SqlTypeName.CHAR) {
                text.append('\'').append(RexLiteral.stringValue(literal)).append('\'');
            } else {
                // Without the type that Calcite adds behind a colon.
                text.append(literal.toString().replaceFirst(":[A-Z][A-Z0-9_() ,]*$", ""));
            }
        }

        private void print(RexCall call, boolean nested) {
            List<RexNode> operands = call.getOperands();
            String name = call.getOperator().getName();
            boolean zoned = ZonedOperators.isZoned(call.getOperator());
            if (zoned) {
                operands = operands.subList(0, operands.size() - 1);
                name = ZonedOperators.written(call.getOperator());
            }
            if (call.getKind() == SqlKind.CAST || zoned && name.endsWith("CAST")) {
                text.append(zoned ? name : "CAST").append('(');
                print(operands.get(0), false);
                text.append(" AS ")
                        .append(names == null ? typeName(call) : call.getType())
                        .append(')');
            } else if (call.getKind() == SqlKind.SEARCH) {
                print(operands.get(0), true);
                text.append(names == null ? " IN ?" : " IN " + operands.get(1));
            } else if ((call.getOperator() instanceof SqlBinaryOperator || zoned && name.length() == 1)
                    && operands.size() > 1) {
                text.append(nested ? "(" : "");
                for (int i = 0; i < operands.size(); i++) {
                    text.append(i == 0 ? "" : " " + name + " ");
                    print(operands.get(i), true);
                }
                text.append(nested ? ")" : "");
            } else if (call.getOperator() instanceof SqlPostfixOperator) {
                print(operands.get(0), true);
                text.append(' ').append(name);
            } else if (call.getOperator() instanceof SqlPrefixOperator) {
                text.append(name).append(' ');
                print(operands.get(0), true);
            } else {
                text.append(name).append('(');
                for (int i = 0; i < operands.size(); i++) {
                    text.append(i == 0 ? "" : ", ");
                    print(operands.get(i), false);
                }
                text.append(')');
            }
        }

        private static String typeName(RexCall call) {
            return call.getType().getSqlTypeName().name();
        }
    }
}
