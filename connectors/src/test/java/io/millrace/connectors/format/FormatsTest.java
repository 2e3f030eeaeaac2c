package io.millrace.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.TestClock;
import io.millrace.connectors.TestTable;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    @TempDir
    Path directory;

    private TestTable table(String format, String text) throws Exception {
        Path file = Files.writeString(directory.resolve("data"), text);
        return new TestTable("file", new TestClock())
                .with("path", file.toString())
                .with("format", format);
    }

    /** Two good records and eight bad ones, each for the sake of another column. */
    private static final String SOME_BAD_CSV = """
            1,1.00,1,true,2026-01-01,AAAA,abc,x
            ,1.00,1,true,2026-01-01,AAAA,abc,x
            1,123.45,1,true,2026-01-01,AAAA,abc,x
            1,1.00,one,true,2026-01-01,AAAA,abc,x
            1,1.00,1,perhaps,2026-01-01,AAAA,abc,x
            1,1.00,1,true,2026-02-30,AAAA,abc,x
            1,1.00,1,true,2026-01-01,A,abc,x
            1,1.00,1,true,2026-01-01,AAAA,abcd,x
            1,1.00,1,true,2026-01-01,AAAA,abc,x,
            2,,,,,,,
            """;

    private static final String SOME_BAD_JSON = """
            {"n":1,"d":1.00,"f":1,"b":true,"ts":"2026-01-01","bytes":"AAAA","short":"abc","any":"x"}
            {"d":1.00,"f":1,"b":true,"ts":"2026-01-01","bytes":"AAAA","short":"abc","any":"x"}
            {"n":1,"d":123.45}
            {"n":1,"f":"one"}
            {"n":1,"b":"perhaps"}
            {"n":1,"ts":20260230}
            {"n":1,"bytes":"A"}
            {"n":1,"short":"abcd"}
            {"n":1,"any":"\\ud800"}
            {"any":{"a":[]},"n":2}
            """;

    private static ColumnType type(String name) {
        String[] parts = name.split("[(,) ]+");
        TypeKind kind = TypeKind.valueOf(parts[0]);
        int precision = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        int scale = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
        return parts.length == 1 ? ColumnType.of(kind) : new ColumnType(kind, precision, scale, true);
    }

    /** A text means the same in every format. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INTEGER;42;42",
                "INTEGER;-2147483648;-2147483648",
                "TINYINT; 7 ;7",
                "BIGINT;-9223372036854775808;-9223372036854775808",
                "BIGINT;9223372036854775807;9223372036854775807",
                "DOUBLE;1.5;1.5",
                "DOUBLE;-0.1e-3;-1.0E-4",
                "DOUBLE;1.7976931348623157e308;1.7976931348623157E308",
                "DOUBLE;0.1234567890123456789;0.12345678901234568",
                "DOUBLE;9007199254740993;9.007199254740992E15",
                "DOUBLE;NaN;NaN",
                "REAL;0.1;0.10000000149011612",
                "REAL;16777217;1.6777216E7",
                "DECIMAL(10,2);12.345;12.35",
                "DECIMAL(10,2);-12.345;-12.35",
                "DECIMAL(10,2);-0.004;0.00",
                "DECIMAL(10,2);7;7.00",
                "DECIMAL(10,2);1.5e3;1500.00",
                "DECIMAL(18,0);999999999999999999;999999999999999999",
                "DECIMAL(38,0);99999999999999999999999999999999999999;99999999999999999999999999999999999999",
                "DECIMAL(38,10);-1234567890123456789012345678.0123456789;-1234567890123456789012345678.0123456789",
                "DECIMAL(20,0);-18446744073709551616;-18446744073709551616",
                "DECIMAL(20,0);00000000000000000000000000000000000000000012;12",
                "BOOLEAN;TRUE;true",
                "BOOLEAN;0;false",
                "DATE;2024-02-29;2024-02-29",
                "DATE;1969-12-31;1969-12-31",
                "DATE;0001-01-01;0001-01-01",
                "DATE;9999-12-31;9999-12-31",
                "TIME;12:30;12:30",
                "TIME;23:59:59.9;23:59:59.900",
                "TIMESTAMP;2026-01-31T12:30:00.25;2026-01-31T12:30:00.250",
                "TIMESTAMP;2026-01-31 12:30;2026-01-31T12:30",
                "TIMESTAMP;2026-01-31T12:30:00Z;2026-01-31T12:30",
                "TIMESTAMP;2026-01-31T12:30:00.123456789+02:00;2026-01-31T10:30:00.123",
                "TIMESTAMP;2026-01-31;2026-01-31T00:00",
                "TIMESTAMP;1969-12-31 23:59:59.999;1969-12-31T23:59:59.999",
                "TIMESTAMP_LTZ;2026-01-31T12:30:00-0130;2026-01-31T14:00:00Z",
                "VARCHAR;Grüße 😀;Grüße 😀",
                "VARCHAR(2);ü😀;ü😀",
                "CHAR(3);'ab   ';ab",
                "BINARY(3);AQI=;010200",
                "VARBINARY;AQI=;0102",
            })
    void textsBecomeValues(String type, String text, String value) throws Exception {
        assertThat(table("csv", text + "\n").column("c", type(type)).rows()).containsExactly(value);
        assertThat(table("json", "{\"c\":\"" + text + "\"}\n")
                        .column("c", type(type))
                        .rows())
                .containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INTEGER;2147483648;out of the range of INTEGER",
                "INTEGER;4.0;is not an INTEGER",
                "INTEGER;x;is not an INTEGER",
                "SMALLINT;-32769;out of the range of SMALLINT",
                "BIGINT;9223372036854775808;out of the range of BIGINT",
                "BIGINT;-;is not a BIGINT",
                "DOUBLE;1e999;out of the range of DOUBLE",
                "DOUBLE;1.2.3;is not a DOUBLE",
                "DOUBLE;0x10;is not a DOUBLE",
                "DOUBLE;1d;is not a DOUBLE",
                "REAL;1e39;out of the range of REAL",
                "DECIMAL(4,2);100;out of the range of DECIMAL(4, 2)",
                "DECIMAL(4,2);99.995;out of the range of DECIMAL(4, 2)",
                "DECIMAL(38,0);100000000000000000000000000000000000000;out of the range",
                "DECIMAL(38,0);1e38;out of the range",
                "DECIMAL(38,1);10000000000000000000000000000000000000;out of the range",
                "DECIMAL(4,2);.;is not a DECIMAL(4, 2)",
                "BOOLEAN;yes;is not a BOOLEAN",
                "DATE;2023-02-29;is not a DATE",
                "DATE;2023-13-01;is not a DATE",
                "DATE;2023-1-1;is not a DATE",
                "TIME;24:00;is not a TIME",
                "TIMESTAMP;2026-01-31T12;is not a TIMESTAMP",
                "TIMESTAMP;2026-01-31T12:30:00.;is not a TIMESTAMP",
                "TIMESTAMP;2026-01-31T12:30:00+2;is not a TIMESTAMP",
                "TIMESTAMP;1700000000000;is not a TIMESTAMP",
                "VARCHAR(2);abc;is too long for VARCHAR(2)",
                "CHAR(2);abc;is too long for CHAR(2)",
                "BINARY(1);AQI=;is too long for BINARY(1)",
                "VARBINARY;A;is not a VARBINARY",
            })
    void textsOfOtherTypesMakeBadRecords(String type, String text, String reason) throws Exception {
        for (String format : List.of("csv", "json")) {
            TestTable table = table(format, format.equals("csv") ? text + "\n" : "{\"c\":\"" + text + "\"}\n")
                    .column("c", type(type));
            assertThat(table.rows()).isEmpty();
            assertThat(table.bad())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("data:0 Column 'c': '" + text)
                    .contains(reason);
        }
    }

    @Test
    void timesFinerThanMillisecondsAreCutOffOrRefusedAsTold() throws Exception {
        String text = "2026-01-31T12:30:00.1234\n2026-01-31T12:30:00.123000\n";
        TestTable table = table("csv", text).column("c", TypeKind.TIMESTAMP).with("csv.finer-time", "refuse");

        assertThat(table.rows()).containsExactly("2026-01-31T12:30:00.123");
        assertThat(table.bad()).hasSize(1).first().asString().contains("is finer than a millisecond.");
    }

    @ParameterizedTest
    @CsvSource({
        "epoch-seconds,1700000000.25,2023-11-14T22:13:20.250",
        "epoch-millis,1700000000250,2023-11-14T22:13:20.250",
        "epoch-micros,-1,1969-12-31T23:59:59.999"
    })
    void timestampsAreNumbersWhereTheFormatSaysSo(String format, String number, String value) throws Exception {
        assertThat(table("json", "{\"c\":" + number + "}\n")
                        .column("c", TypeKind.TIMESTAMP)
                        .with("json.timestamp-format", format)
                        .rows())
                .containsExactly(value);
    }

    @Test
    void jsonFieldsAreFoundByTheirVeryNameFirstAndThenWithoutRegardToCase() throws Exception {
        String text = """
                {"ID":1,"id":2}
                {"id":3,"Id":4}
                {"Id":5}
                {"id":6,"id":7}
                {}
                """;

        assertThat(table("json", text).column("id", TypeKind.INTEGER).rows())
                .containsExactly("2", "3", "5", "7", "null");
    }

    @Test
    void jsonValuesGoIntoCharacterColumnsAsTheyAreWritten() throws Exception {
        String text = """
                {"c":"a\\"\\u00fc\\ud83d\\ude00\\n"}
                {"x":[{}],"c":{"a": [1, "}"], "b":null}, "y":1}
                {"c":[ ]}
                {"c":1.50}
                {"c":true}
                {"c":null}
                """;

        assertThat(table("json", text).column("c", TypeKind.VARCHAR).rows())
                .containsExactly("a\"ü😀\n", "{\"a\": [1, \"}\"], \"b\":null}", "[ ]", "1.50", "true", "null");
    }

    @Test
    void malformedJsonIsCountedWithItsPlaceAndLeavesTheNextRecordsAlone() throws Exception {
        String text = """
                {"id":1}
                {"id":2
                {"id":}
                [3]
                {"id":4} {"id":5}
                {"id":6,"s":"\\ud83d"}
                {"id":{"a":1},"s":"x"}
                {"id":true}
                "x"
                {"id":7,"other":nul}
                {"id":8,"other":[1,{"a":"b"
                {"id":9,"s":"ok"}
                """;
        TestTable table = table("json", text).column("id", TypeKind.INTEGER).column("s", TypeKind.VARCHAR);

        assertThat(table.rows()).containsExactly("1|null", "9|ok");
        assertThat(table.bad()).hasSize(10);
        assertThat(table.bad().get(0)).startsWith("data:9 The record is cut off. <{\"id\":2>");
        assertThat(table.bad().get(1)).contains("The record is not JSON: ");
        assertThat(table.bad().get(2)).contains("is no JSON object");
        assertThat(table.bad().get(3)).contains("more than one JSON value");
        assertThat(table.bad().get(4)).contains("Column 's'").contains("half a surrogate pair");
        assertThat(table.bad().get(5)).contains("Column 'id' is INTEGER and the record has an object there.");
        assertThat(table.bad().get(6)).contains("a truth value");
    }

    @Test
    void recordsWhoseNamesNeverComeAgainAreRead() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append("{\"name of a map's key ")
                    .append(i)
                    .append("\":{\"inner ")
                    .append(i)
                    .append("\":1},\"id\":");
            text.append(i).append("}\n");
        }
        TestTable table = table("json", text.toString()).column("id", TypeKind.INTEGER);

        List<String> rows = table.rows();
        assertThat(table.bad()).isEmpty();
        assertThat(rows).hasSize(200_000).endsWith("199999");
    }

    @Test
    void numbersAreNoTimesOrTruthsInJson() throws Exception {
        TestTable table = table("json", "{\"d\":20260131}\n{\"b\":1}\n{\"d\":\"2026-01-31\",\"b\":false}\n")
                .column("d", TypeKind.DATE)
                .column("b", TypeKind.BOOLEAN);

        assertThat(table.rows()).containsExactly("2026-01-31|false");
        assertThat(table.bad().get(0)).contains("Column 'd' is DATE and the record has the number 20260131 there.");
    }

    @Test
    void whichRecordsAreBadDoesNotDependOnTheColumnsThatAreWanted() throws Exception {
        for (String format : List.of("json", "csv")) {
            TestTable table = table(format, format.equals("json") ? SOME_BAD_JSON : SOME_BAD_CSV)
                    .column("n", ColumnType.of(TypeKind.INTEGER).notNull())
                    .column("d", ColumnType.decimal(4, 2))
                    .column("f", TypeKind.DOUBLE)
                    .column("b", TypeKind.BOOLEAN)
                    .column("ts", TypeKind.TIMESTAMP)
                    .column("bytes", TypeKind.VARBINARY)
                    .column("short", type("VARCHAR(3)"))
                    .column("any", TypeKind.VARCHAR)
                    .metadata("at", TypeKind.BIGINT, "position");
            Source source = table.source();
            Positions start = source.start();
            var chunks = TestTable.chunks(source.reader(start, source.end(start)));

            assertThat(table.decode(source, chunks, table.allColumns())).hasSize(2);
            List<String> bad = List.copyOf(table.bad());
            assertThat(bad).as(format).hasSize(8);
            for (int column : table.allColumns()) {
                table.bad().clear();
                assertThat(table.decode(source, chunks, List.of(column))).hasSize(2);
                assertThat(table.bad()).as("%s, column %d", format, column).isEqualTo(bad);
            }
        }
    }

    @Test
    void fieldsThatAreNoColumnsMayHoldAnythingWellFormed() throws Exception {
        assertThat(table("json", "{\"x\":{\"y\":[1,\"\\ud800\"]},\"a\":1}\n{\"x\":,\"a\":2}\n")
                        .column("a", TypeKind.INTEGER)
                        .rows())
                .containsExactly("1");
        assertThat(table("csv", "x,a\n\u00e9,1\ny,2,3\n")
                        .with("csv.header", "true")
                        .column("a", TypeKind.INTEGER)
                        .rows())
                .containsExactly("1");
    }

    @Test
    void aRecordWithoutAValueForANotNullColumnIsBad() throws Exception {
        TestTable json = table("json", "{\"b\":1}\n{\"a\":null}\n{\"a\":3}\n")
                .column("a", ColumnType.of(TypeKind.INTEGER).notNull());
        assertThat(json.rows()).containsExactly("3");
        assertThat(json.bad())
                .containsExactly(
                        "data:0 Column 'a' is NOT NULL and the record has no value for it. <{\"b\":1}>",
                        "data:8 Column 'a' is NOT NULL and the record has no value for it. <{\"a\":null}>");

        TestTable csv = table("csv", ",1\n2,1\n")
                .column("a", ColumnType.of(TypeKind.INTEGER).notNull())
                .column("b", TypeKind.INTEGER);
        assertThat(csv.rows()).containsExactly("2|1");
        assertThat(csv.bad()).hasSize(1);
    }

    @Test
    void csvQuotesProtectDelimitersLineEndsQuotesAndEmptyTexts() throws Exception {
        String text = "\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",\"\"\nplain \"q\",\n";

        assertThat(table("csv", text)
                        .column("a", TypeKind.VARCHAR)
                        .column("b", TypeKind.VARCHAR)
                        .rows())
                .containsExactly("a,b|say \"hi\"", "two\r\nlines|", "plain \"q\"|null");
    }

    @Test
    void csvDelimiterQuoteAndNullTextCanBeChosen() throws Exception {
        String text = "'a\tb'\tNULL\n\t'NULL'\n";

        assertThat(table("csv", text)
                        .column("a", TypeKind.VARCHAR)
                        .column("b", TypeKind.VARCHAR)
                        .with("csv.delimiter", "\\t")
                        .with("csv.quote", "'")
                        .with("csv.null", "NULL")
                        .rows())
                .containsExactly("a\tb|null", "|NULL");
        assertThat(table("csv", "\"a\n")
                        .column("a", TypeKind.VARCHAR)
                        .with("csv.quote", "")
                        .rows())
                .containsExactly("\"a");
    }

    @Test
    void csvRecordsOfAnotherNumberOfFieldsAreBad() throws Exception {
        TestTable table = table("csv", "1\n1,2\n1,2,3\n\"1\"x,2\n")
                .column("a", TypeKind.INTEGER)
                .column("b", TypeKind.INTEGER);

        assertThat(table.rows()).containsExactly("1|2");
        assertThat(table.bad().get(0)).contains("The record has 1 field; 2 are expected.");
        assertThat(table.bad().get(1)).contains("The record has 3 fields; 2 are expected.");
        assertThat(table.bad().get(2)).contains("Field 1 has a quote that is not closed at its end.");
    }

    @Test
    void bytesThatAreNotUtf8MakeBadRecords() throws Exception {
        TestTable table = table("csv", "x\n").column("a", TypeKind.VARCHAR);
        Files.write(
                directory.resolve("data"),
                new byte[] {'a', '\n', (byte) 0xC3, '\n', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n'});

        assertThat(table.rows()).containsExactly("a");
        assertThat(table.bad()).hasSize(2).allMatch(bad -> bad.contains("is not UTF-8 text."));
    }

    @Test
    void optionsOfAnotherFormatAreRefused() throws Exception {
        assertThatThrownBy(() -> table("json", "")
                        .column("a", TypeKind.INTEGER)
                        .with("csv.header", "true")
                        .source())
                .hasMessageContaining("Option 'csv.header' has no meaning for table 't'");
        assertThatThrownBy(() -> table("cvs", "").column("a", TypeKind.INTEGER).source())
                .hasMessageContaining("is 'cvs'; it takes 'json' or 'csv'.");
        assertThatThrownBy(() -> table("csv", "")
                        .column("a", TypeKind.INTEGER)
                        .with("csv.delimiter", ";;")
                        .source())
                .hasMessageContaining("it takes one ASCII character");
        assertThatThrownBy(() -> table("csv", "")
                        .column("a", TypeKind.INTEGER)
                        .with("csv.quote", ",")
                        .source())
                .hasMessageContaining("same character as the delimiter");
    }
}
