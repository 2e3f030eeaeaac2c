package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ColumnTypesTest {
    @ParameterizedTest
    @EnumSource(TypeKind.class)
    void everyTypeComesBackFromCalcite(TypeKind kind) {
        ColumnType text = ColumnType.of(TypeKind.VARCHAR);
        ColumnType type = switch (kind) {
            case ARRAY -> ColumnType.array(ColumnType.array(text));
            case MULTISET -> ColumnType.multiset(ColumnType.decimal(20, 3));
            case MAP -> ColumnType.map(text, ColumnType.of(TypeKind.UUID));
            case ROW -> ColumnType.row(List.of(new Column("a", text), new Column("B", ColumnType.array(text))));
            default -> ColumnType.of(kind);
        };

        assertThat(ColumnTypes.of(ColumnTypes.toRelDataType(type, Expressions.TYPES)))
                .isEqualTo(type);
        assertThat(ColumnTypes.of(ColumnTypes.toRelDataType(type.notNull(), Expressions.TYPES)))
                .isEqualTo(type.notNull());
    }

    @ParameterizedTest
    @EnumSource(
            value = TypeKind.class,
            names = {"CHAR", "VARCHAR", "BINARY", "VARBINARY"})
    void lengthsComeBack(TypeKind kind) {
        ColumnType type = new ColumnType(kind, 7, 0, true);

        assertThat(ColumnTypes.of(ColumnTypes.toRelDataType(type, Expressions.TYPES)))
                .isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource(
            value = SqlTypeName.class,
            names = {"ANY", "GEOMETRY", "VARIANT", "SYMBOL", "TIMESTAMP_TZ"},
            mode = Mode.INCLUDE)
    void typesWithoutColumnsAreRefusedByName(SqlTypeName name) {
        RelDataType type = new Named(name);

        assertThat(ColumnTypes.isSupported(type)).isFalse();
        assertThatThrownBy(() -> ColumnTypes.of(type)).hasMessageContaining("The type " + name.getName());
    }

    @Test
    void typesNestUpToALimit() {
        RelDataType type = Expressions.TYPES.createSqlType(SqlTypeName.INTEGER);
        for (int depth = 1; depth <= 16; depth++) {
            type = Expressions.TYPES.createArrayType(type, -1);
            assertThat(ColumnTypes.of(type).depth()).isEqualTo(depth);
        }
        RelDataType deeper = Expressions.TYPES.createArrayType(type, -1);

        assertThatThrownBy(() -> ColumnTypes.of(deeper)).hasMessageContaining("nested more than 16 deep");
    }

    @ParameterizedTest
    @EnumSource(
            value = SqlTypeName.class,
            names = {"TIME", "TIMESTAMP"})
    void finerTimesThanMillisecondsAreRefused(SqlTypeName name) {
        RelDataType type = new Named(name) {
            @Override
            public int getPrecision() {
                return 6;
            }
        };

        assertThatThrownBy(() -> ColumnTypes.of(type)).hasMessageContaining("Use a precision of 3");
    }

    /** A type of which only the name counts. */
    private static class Named extends org.apache.calcite.sql.type.AbstractSqlType {
        Named(SqlTypeName name) {
            super(name, true, null);
            computeDigest();
        }

        @Override
        protected void generateTypeString(StringBuilder text, boolean withDetail) {
            text.append(typeName.getName());
        }
    }
}
