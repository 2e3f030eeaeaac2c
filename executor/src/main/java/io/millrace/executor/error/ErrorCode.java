package io.millrace.executor.error;

/**
 * Every error a user can meet: a number that never changes or is used again, the SQLSTATE a client sees, and who has to
 * act. Numbers are grouped by the part that raises them: 1000 statement, 2000 table, view or catalog, 3000 option,
 * connector or data, 4000 execution, 5000 session and wire, 9000 internal.
 */
public enum ErrorCode {
    SYNTAX_ERROR(1001, "42601", Kind.USER),
    COLUMN_NOT_FOUND(1002, "42703", Kind.USER),
    TABLE_NOT_FOUND(1003, "42P01", Kind.USER),
    FUNCTION_NOT_FOUND(1004, "42883", Kind.USER),
    TYPE_MISMATCH(1005, "42804", Kind.USER),
    INVALID_STATEMENT(1006, "42000", Kind.USER),
    NOT_SUPPORTED(1007, "0A000", Kind.USER),
    STATEMENT_TOO_COMPLEX(1008, "54001", Kind.USER),
    AMBIGUOUS_NAME(1009, "42702", Kind.USER),
    PARAMETER_MISMATCH(1010, "07001", Kind.USER),
    TIME_NOT_MAINTAINABLE(1011, "0A000", Kind.USER),
    UNBOUNDED_STATE(1101, "0A000", Kind.USER),

    OBJECT_EXISTS(2001, "42P07", Kind.USER),
    OBJECT_IN_USE(2002, "2BP01", Kind.USER),
    WRONG_OBJECT_KIND(2003, "42809", Kind.USER),
    UNIQUE_VIOLATION(2004, "23505", Kind.DATA),
    NOT_NULL_VIOLATION(2005, "23502", Kind.DATA),
    CHECK_VIOLATION(2006, "23514", Kind.DATA),

    UNKNOWN_OPTION(3001, "42616", Kind.USER),
    MISSING_OPTION(3002, "42616", Kind.USER),
    ILLEGAL_OPTION_VALUE(3003, "22023", Kind.USER),
    UNKNOWN_CONNECTOR(3004, "42616", Kind.USER),
    BAD_RECORD(3005, "22P02", Kind.DATA),
    SOURCE_FAILED(3006, "58030", Kind.RESOURCE),

    DIVISION_BY_ZERO(4001, "22012", Kind.DATA),
    NUMERIC_OVERFLOW(4002, "22003", Kind.DATA),
    INVALID_CAST(4003, "22018", Kind.DATA),
    INVALID_ARGUMENT(4004, "22023", Kind.DATA),
    INVALID_DATETIME(4005, "22007", Kind.DATA),
    MEMORY_LIMIT(4006, "53200", Kind.RESOURCE),
    VIEW_FAILED(4007, "55000", Kind.DATA),
    CANCELLED(4008, "57014", Kind.USER),
    STRING_TOO_LONG(4009, "22001", Kind.DATA),
    MORE_THAN_ONE_ROW(4010, "21000", Kind.DATA),
    SERIALIZATION_FAILURE(4011, "40001", Kind.USER),
    RECURSION_LIMIT(4012, "54000", Kind.USER),
    INVALID_JSON(4013, "22032", Kind.DATA),
    NO_JSON_ITEM(4014, "22035", Kind.DATA),
    PATTERN_LIMIT(4015, "54000", Kind.USER),

    CONNECTION_CLOSED(5001, "08003", Kind.USER),
    STATEMENT_NOT_FOUND(5002, "26000", Kind.USER),
    SERVER_SHUTDOWN(5003, "57P01", Kind.RESOURCE),
    SUBSCRIBER_TOO_SLOW(5004, "53400", Kind.RESOURCE),
    LIMIT_REACHED(5005, "53300", Kind.RESOURCE),
    DATA_DIRECTORY_IN_USE(5006, "55006", Kind.RESOURCE),
    DATA_FORMAT_UNKNOWN(5007, "55000", Kind.RESOURCE),
    CATALOG_FAILED(5008, "58030", Kind.RESOURCE),
    READ_ONLY(5009, "25006", Kind.USER),
    PROTOCOL_ERROR(5010, "08P01", Kind.USER),
    LOG_FAILED(5011, "58030", Kind.RESOURCE),
    LOG_CORRUPT(5012, "XX001", Kind.RESOURCE),

    INTERNAL_ERROR(9001, "XX000", Kind.INTERNAL);

    /** Who has to act on an error. */
    public enum Kind {
        /** The one who wrote the statement. */
        USER,
        /** The one who owns the rows. */
        DATA,
        /** The one who runs the server. */
        RESOURCE,
        /** We do. */
        INTERNAL
    }

    private final int number;
    private final String sqlState;
    private final Kind kind;

    ErrorCode(int number, String sqlState, Kind kind) {
        this.number = number;
        this.sqlState = sqlState;
        this.kind = kind;
    }

    /** The stable number of this error. */
    public int number() {
        return number;
    }

    /** Five characters, as the SQL standard or PostgreSQL assigns them. */
    public String sqlState() {
        return sqlState;
    }

    /** Who has to act. */
    public Kind kind() {
        return kind;
    }
}
