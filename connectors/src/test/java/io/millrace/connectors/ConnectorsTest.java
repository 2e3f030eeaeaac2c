package io.millrace.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.TypeKind;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
    @Test
    void namesAreFoundInAnyCase() {
        assertThat(Connectors.all().find(" DataGen", null).name()).isEqualTo("datagen");
    }

    @Test
    void anUnknownNameIsRefusedWithItsPlaceAndTheNearest() {
        assertThatThrownBy(() -> Connectors.all().find("fiel", new Position(3, 9)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("line 3:9: Connector 'fiel' is not known. There are ")
                .hasMessageContaining("Did you mean 'file'?")
                .extracting(thrown -> ((EngineException) thrown).code())
                .isEqualTo(ErrorCode.UNKNOWN_CONNECTOR);
    }

    @Test
    void badRecordsAreSkippedUnlessTheTableSaysOtherwise() {
        assertThat(datagen().source().onBadRecord()).isEqualTo(BadRecordPolicy.SKIP);
        assertThat(datagen().with("on-bad-record", "fail").source().onBadRecord())
                .isEqualTo(BadRecordPolicy.FAIL);
        assertThatThrownBy(() -> datagen().with("on-bad-record", "ignore").source())
                .hasMessageContaining("Option 'on-bad-record' of table 't' is 'ignore'; it takes 'skip' or 'fail'.");
    }

    private static TestTable datagen() {
        return new TestTable("datagen", new TestClock()).column("id", TypeKind.INTEGER);
    }

    @Test
    void aMissingOptionIsNamed() {
        assertThatThrownBy(() -> new TestTable("file", new TestClock())
                        .column("id", TypeKind.INTEGER)
                        .with("format", "json")
                        .source())
                .hasMessageContaining("Table 't' needs the option 'path'; it takes the path of a file or directory.")
                .extracting(thrown -> ((EngineException) thrown).code())
                .isEqualTo(ErrorCode.MISSING_OPTION);
    }
}
