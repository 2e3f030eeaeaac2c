package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Functions of arrays and maps. Their operands are told by letters: {@code A} an array, {@code S} an array with the type of the first,
 * {@code E} something that its elements can have the type of, {@code M} a map, {@code T} a text, {@code I} a whole number,
 * {@code B} a truth value, {@code ?} anything; those behind a {@code |} can be left out, and a {@code *} repeats the last one.
 */
final class CollectionOperators {
    private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR_NULLABLE;

    /** The elements of MULTISET[...]. */
    static final SqlOperator MULTISET = of(
            "MULTISET",
            call -> call.getTypeFactory().createMultisetType(common(call, call.collectOperandTypes()), -1),
            "?*");

    /** What a query found, or an empty array or multiset if that is NULL. */
    static final SqlOperator ARRAY =
            of("ARRAY", call -> call.getTypeFactory().createTypeWithNullability(call.getOperandType(0), false), "?");

    private CollectionOperators() {}

    /** All of them. */
    static List<SqlOperator> all() {
        SqlReturnTypeInference first = CollectionOperators::first;
        SqlReturnTypeInference widened = CollectionOperators::widened;
        SqlReturnTypeInference element = CollectionOperators::element;
        SqlReturnTypeInference truth = ReturnTypes.BOOLEAN_NULLABLE;
        SqlReturnTypeInference place = ReturnTypes.INTEGER.andThen(SqlTypeTransforms.FORCE_NULLABLE);
        return List.of(
                ARRAY,
                MULTISET,
                of("ARRAY_CONTAINS", truth, "AE"),
                of("ARRAY_POSITION", place, "AE"),
                of("ARRAY_LENGTH", ReturnTypes.INTEGER_NULLABLE, "A"),
                of("ARRAY_SIZE", ReturnTypes.INTEGER_NULLABLE, "A"),
                of("ARRAY_APPEND", widened, "AE"),
                of("ARRAY_PREPEND", widened, "AE"),
                of("ARRAY_CONCAT", widened, "AS*"),
                of("ARRAY_DISTINCT", first, "A"),
                of("ARRAY_REMOVE", first, "AE"),
                of("ARRAY_REVERSE", first, "A"),
                of("ARRAY_SLICE", first, "AI|I"),
                of("ARRAY_SORT", first, "A|BB"),
                of("ARRAY_MIN", element, "A"),
                of("ARRAY_MAX", element, "A"),
                of("ARRAY_UNION", widened, "AS"),
                of("ARRAY_INTERSECT", widened, "AS"),
                of("ARRAY_EXCEPT", widened, "AS"),
                of("ARRAYS_OVERLAP", truth, "AS"),
                of("ARRAY_TO_STRING", TEXT, "AT|T"),
                of("ARRAY_JOIN", TEXT, "AT|T"),
                of("STRING_TO_ARRAY", CollectionOperators::texts, "TT|T"),
                of("SPLIT", CollectionOperators::texts, "TT"),
                of("MAP_KEYS", call -> ofMap(call, true, false), "M"),
                of("MAP_VALUES", call -> ofMap(call, false, true), "M"),
                of("MAP_ENTRIES", call -> ofMap(call, true, true), "M"),
                of("MAP_CONTAINS_KEY", truth, "M?"),
                of("MAP_CONCAT", first, "MM*"),
                of("MAP_FROM_ARRAYS", CollectionOperators::mapOf, "AA"));
    }

    private static SqlOperator of(String name, SqlReturnTypeInference result, String operands) {
        return SqlBasicFunction.create(name, result, new Operands(operands), SqlFunctionCategory.SYSTEM);
    }

    private static boolean anyNullable(SqlOperatorBinding call) {
        return call.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
    }

    private static RelDataType nullable(SqlOperatorBinding call, RelDataType type) {
        return call.getTypeFactory().createTypeWithNullability(type, anyNullable(call));
    }

    private static RelDataType first(SqlOperatorBinding call) {
        return nullable(call, call.getOperandType(0));
    }

    private static RelDataType component(RelDataType type) {
        return Objects.requireNonNull(type.getComponentType());
    }

    private static RelDataType element(SqlOperatorBinding call) {
        return call.getTypeFactory().createTypeWithNullability(component(call.getOperandType(0)), true);
    }

    /** The array that has room for the elements of all operands. */
    private static RelDataType widened(SqlOperatorBinding call) {
        List<RelDataType> elements = new ArrayList<>();
        boolean isNull = call.getOperandType(0).isNullable();
        String name = call.getOperator().getName();
        boolean single = name.equals("ARRAY_APPEND") || name.equals("ARRAY_PREPEND");
        for (RelDataType operand : call.collectOperandTypes()) {
            boolean isElement = single && !elements.isEmpty();
            elements.add(isElement ? operand : component(operand));
            isNull |= !isElement && operand.isNullable();
        }
        RelDataTypeFactory factory = call.getTypeFactory();
        return factory.createTypeWithNullability(factory.createArrayType(common(call, elements), -1), isNull);
    }

    private static RelDataType common(SqlOperatorBinding call, List<RelDataType> types) {
        RelDataType common = call.getTypeFactory().leastRestrictive(types);
        return common == null ? call.getTypeFactory().createSqlType(SqlTypeName.NULL) : common;
    }

    private static RelDataType texts(SqlOperatorBinding call) {
        RelDataTypeFactory factory = call.getTypeFactory();
        RelDataType text = factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.VARCHAR), true);
        return nullable(call, factory.createArrayType(text, -1));
    }

    private static RelDataType ofMap(SqlOperatorBinding call, boolean keys, boolean values) {
        RelDataTypeFactory factory = call.getTypeFactory();
        RelDataType map = call.getOperandType(0);
        RelDataType key = Objects.requireNonNull(map.getKeyType());
        RelDataType value = Objects.requireNonNull(map.getValueType());
        RelDataType element = keys && values
                ? factory.builder().add("key", key).add("value", value).build()
                : keys ? key : value;
        return nullable(call, factory.createArrayType(element, -1));
    }

    private static RelDataType mapOf(SqlOperatorBinding call) {
        return nullable(
                call,
                call.getTypeFactory()
                        .createMapType(component(call.getOperandType(0)), component(call.getOperandType(1))));
    }

    /** Which operands a function takes. */
    private record Operands(String letters) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
            for (int operand = 0; operand < call.getOperandCount(); operand++) {
                if (!accepts(call, operand)) {
                    if (throwOnFailure) {
                        throw call.newValidationSignatureError();
                    }
                    return false;
                }
            }
            return true;
        }

        private char letter(int operand) {
            String all = letters.replace("|", "").replace("*", "");
            return all.charAt(Math.min(operand, all.length() - 1));
        }

        private boolean accepts(SqlCallBinding call, int operand) {
            RelDataType type = call.getOperandType(operand);
            boolean isNull = type.getSqlTypeName() == SqlTypeName.NULL;
            return switch (letter(operand)) {
                case 'A' -> type.getSqlTypeName() == SqlTypeName.ARRAY;
                case 'S' ->
                    type.getSqlTypeName() == SqlTypeName.ARRAY
                            && hasCommon(call, component(call.getOperandType(0)), component(type));
                case 'E' -> isNull || hasCommon(call, component(call.getOperandType(0)), type);
                case 'M' -> type.getSqlTypeName() == SqlTypeName.MAP;
                case 'T' -> isNull || SqlTypeUtil.inCharFamily(type);
                case 'I' -> isNull || SqlTypeUtil.isIntType(type);
                case 'B' -> isNull || SqlTypeUtil.isBoolean(type);
                default -> true;
            };
        }

        private static boolean hasCommon(SqlCallBinding call, RelDataType left, RelDataType right) {
            return call.getTypeFactory().leastRestrictive(List.of(left, right)) != null;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            String required = letters.replaceFirst("\\|.*", "").replace("*", "");
            int most = letters.replace("|", "").length();
            int least = letters.endsWith("?*") ? 0 : required.length();
            return letters.endsWith("*")
                    ? SqlOperandCountRanges.from(least)
                    : SqlOperandCountRanges.between(least, most);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            StringBuilder signature = new StringBuilder(name).append('(');
            String all = letters.replace("|", "").replace("*", "");
            for (int i = 0; i < all.length(); i++) {
                signature.append(i == 0 ? "" : ", ").append(describe(all.charAt(i)));
            }
            return signature.append(letters.endsWith("*") ? ", ...)" : ")").toString();
        }

        private static String describe(char letter) {
            return switch (letter) {
                case 'A', 'S' -> "<ARRAY>";
                case 'E' -> "<ELEMENT>";
                case 'M' -> "<MAP>";
                case 'T' -> "<CHARACTER>";
                case 'I' -> "<INTEGER>";
                case 'B' -> "<BOOLEAN>";
                default -> "<ANY>";
            };
        }
    }
}
