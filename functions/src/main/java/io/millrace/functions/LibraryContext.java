package io.millrace.functions;

import java.util.Locale;
import java.util.TimeZone;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/** What functions of Calcite's library may ask about their surroundings: UTC and no language. There is no clock in it. */
public final class LibraryContext implements DataContext {
    /** The only one. */
    public static final LibraryContext INSTANCE = new LibraryContext();

    private LibraryContext() {}

    @Override
    public @Nullable Object get(String name) {
        if (name.equals(Variable.TIME_ZONE.camelName)) {
            return TimeZone.getTimeZone("UTC");
        }
        return name.equals(Variable.LOCALE.camelName) ? Locale.ROOT : null;
    }

    @Override
    public @Nullable SchemaPlus getRootSchema() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Calcite marks it NOT NULL, but no function asks for it.
    public JavaTypeFactory getTypeFactory() {
        throw new UnsupportedOperationException("functions have no types at run time");
    }

    @Override
    public QueryProvider getQueryProvider() {
        throw new UnsupportedOperationException("functions do not query");
    }
}
