package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.RexToLixTranslator;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.ParameterExpression;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * Functions that Calcite's library computes, one call at a time, each in a method of its own. Its code never sees a NULL
 * of an argument (but where a function is for NULLs), nor two types where it expects one; whatever it throws is a failure
 * of the call on that row.
 */
final class LibraryCalls {
    private static final Pattern FUNCTION_OBJECT =
            Pattern.compile("new\\s+org\\.apache\\.calcite\\.runtime\\.[A-Za-z0-9.]+\\((\\s*root\\s*)?\\)");

    private final RexCall call;
    private final FunctionRule rule;
    private final Emitter emitter;
    private final List<Value> arguments = new ArrayList<>();
    private final List<ParameterExpression> parameters = new ArrayList<>();
    private final RelDataTypeFactory.Builder rowType = LibraryTypes.FACTORY.builder();

    private LibraryCalls(RexCall call, FunctionRule rule, Emitter emitter) {
        this.call = call;
        this.rule = rule;
        this.emitter = emitter;
    }

    static Value emit(RexCall call, FunctionRule rule, Emitter emitter) {
        return new LibraryCalls(call, rule, emitter).emit();
    }

    private Value emit() {
        RexNode over = argument(call, rule);
        KernelClass kernel = emitter.body().kernel();
        String method = kernel.fresh("library");
        kernel.method(method(method, over));
        ColumnType type = Emitter.valueType(call);
        Body body = emitter.body();
        if (rule.isTotal()) {
            String result = LibraryTypes.fromLibrary(method + "(" + invocation() + ")", type, emitter);
            return emitter.guarded(type, arguments, result);
        }
        String isNull = body.declare("boolean", "n", rule.takesNulls() ? Value.NEVER : emitter.anyNull(arguments));
        String value = emitter.variable(type.storage());
        body.open("if (!" + isNull + ")");
        body.open("try");
        String result = body.declare("Object", "o", method + "(" + invocation() + ")");
        body.open("if (" + result + " == null)");
        body.line(isNull + " = true;");
        body.orElse("else");
        body.line(value + " = " + LibraryTypes.fromLibrary(result, type, emitter) + ";");
        body.close();
        body.orElse("catch (Exception thrown)");
        body.line(isNull + " = failures.failed(in, row, " + emitter.site() + ", LibraryValues.failure(thrown));");
        body.close();
        body.close();
        return new Value(isNull, value, type);
    }

    private String invocation() {
        List<String> texts = new ArrayList<>();
        for (Value argument : arguments) {
            String text = LibraryTypes.toLibrary(argument);
            texts.add(
                    rule.takesNulls() && argument.nullable()
                            ? "%s ? null : (%s) %s"
                                    .formatted(argument.isNull(), LibraryTypes.boxed(argument.type()), text)
                            : text);
        }
        return String.join(", ", texts);
    }

    /** The call over parameters; calls whose values no column can have stay part of it. */
    private RexNode argument(RexNode node, FunctionRule of) {
        RexCall inner = (RexCall) node;
        List<RexNode> operands = new ArrayList<>();
        for (RexNode operand : inner.getOperands()) {
            if (operand instanceof RexLiteral literal && isPartOfCode(literal)) {
                operands.add(literal);
            } else if (operand instanceof RexCall part && !ColumnTypes.isSupported(part.getType())) {
                FunctionRule partRule = Functions.rule(part.getOperator());
                if (!partRule.isLibrary()) {
                    throw partRule.refusal(part.getOperator());
                }
                operands.add(argument(part, partRule));
            } else {
                operands.add(parameter(operand, of));
            }
        }
        return inner.clone(nullable(inner.getType(), true), operands);
    }

    /** Units, flags and the like choose the code; they come from a fixed set and not from the user's text. */
    private static boolean isPartOfCode(RexLiteral literal) {
        SqlTypeName type = literal.getType().getSqlTypeName();
        return type == SqlTypeName.SYMBOL || type == SqlTypeName.NULL && literal.getValue() == null;
    }

    private RexNode parameter(RexNode operand, FunctionRule of) {
        ColumnType type = of.argument(Emitter.valueType(operand));
        Value value = emitter.emit(operand, type);
        boolean nullable = rule.takesNulls() && value.nullable();
        RelDataType relType = ColumnTypes.toRelDataType(type.withNullable(nullable), LibraryTypes.FACTORY);
        int index = arguments.size();
        arguments.add(value.as(type));
        parameters.add(Expressions.parameter(LibraryTypes.FACTORY.getJavaClass(relType), "a" + index));
        rowType.add("a" + index, relType);
        return new RexInputRef(index, relType);
    }

    private static RelDataType nullable(RelDataType type, boolean nullable) {
        return LibraryTypes.FACTORY.createTypeWithNullability(type, nullable);
    }

    /** The text of the method; objects that the library keeps between calls become fields. */
    private String method(String name, RexNode node) {
        RelDataType input = rowType.build();
        RelDataType output =
                LibraryTypes.FACTORY.builder().add("r", node.getType()).build();
        RexProgram program = RexProgram.create(input, List.of(node), null, output, LibraryTypes.BUILDER);
        BlockBuilder block = new BlockBuilder();
        try {
            Expression result = RexToLixTranslator.translateProjects(
                            program,
                            LibraryTypes.FACTORY,
                            SqlConformanceEnum.DEFAULT,
                            block,
                            null,
                            null,
                            DataContext.ROOT,
                            (list, index, storageType) -> parameters.get(index),
                            null)
                    .get(0);
            block.add(Expressions.return_(null, Expressions.box(result)));
        } catch (RuntimeException e) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    null,
                    "The function " + call.getOperator().getName() + " is not supported for operands of these types.",
                    e);
        }
        String text = withFunctionsInFields(block.toBlock().toString(), name);
        String declared = parameters.stream()
                .map(parameter -> typeName(parameter.getType()) + " " + parameter.name)
                .collect(Collectors.joining(", "));
        return "    /** " + SqlText.shape(call) + " */\n"
                + "    private Object " + name + "(" + declared + ")" + (rule.isTotal() ? "" : " throws Exception")
                + " {\n"
                + (text.contains("root")
                        ? "        org.apache.calcite.DataContext root = LibraryContext.INSTANCE;\n"
                        : "")
                + text.strip().replaceFirst("^\\{", "").replaceFirst("}$", "").indent(6)
                + "    }\n";
    }

    /** The objects of the library, which keep compiled patterns and the like, are made once for a kernel. */
    private String withFunctionsInFields(String text, String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        String result = FUNCTION_OBJECT.matcher(text).replaceAll(found -> {
            String key = found.group().replaceAll("\\s", "");
            return fields.computeIfAbsent(key, made -> name + "f" + fields.size());
        });
        fields.forEach((made, field) -> {
            String type = made.substring("new".length(), made.indexOf('('));
            String argument = made.endsWith("(root)") ? "LibraryContext.INSTANCE" : "";
            emitter.body()
                    .kernel()
                    .field("private final " + type + " " + field + " = new " + type + "(" + argument + ");");
        });
        return result;
    }

    private static String typeName(Type type) {
        return type instanceof Class<?> known ? known.getCanonicalName() : type.getTypeName();
    }
}
