package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ColumnTypesTest {
    @ParameterizedTest
    @EnumSource(TypeKind.class)
    void everyTypeComesBackFromCalcite(TypeKind kind) {
        ColumnType type = ColumnType.of(kind);

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
            names = {"ARRAY", "MAP", "MULTISET", "ROW", "ANY", "GEOMETRY", "VARIANT", "UUID", "SYMBOL", "TIMESTAMP_TZ"},
            mode = Mode.INCLUDE)
    void typesWithoutColumnsAreRefusedByName(SqlTypeName name) {
        RelDataType type = new Named(name);

        assertThat(ColumnTypes.isSupported(type)).isFalse();
        assertThatThrownBy(() -> ColumnTypes.of(type)).hasMessageContaining("The type " + name.getName());
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
