package io.millrace.planner.validate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;

/** Makes types by our rules; all text is UTF-8. One for each statement, as it keeps every type that it makes. */
final class SqlTypeFactory extends JavaTypeFactoryImpl {
    SqlTypeFactory() {
        super(SqlTypes.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
