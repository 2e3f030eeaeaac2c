package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Metadata;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.RowCursor;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import io.millrace.server.session.SessionService;
import io.millrace.server.session.Warning;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions that serve what a test has put in: results by the text of their statement. Safe for any number of threads. */
final class TestSessions implements SessionService {
    /** What a session gives when a statement runs. */
    interface Answer {
        Result run(List<Object> parameters, long maxRows, Cancellation cancellation);
    }

    /** A statement that sessions know. */
    record Known(String sql, Prepared.Kind kind, Schema columns, List<ColumnType> parameters, Answer answer)
            implements Prepared {}

    final Map<String, Known> statements = new ConcurrentHashMap<>();
    final List<Metadata.Table> tables = new CopyOnWriteArrayList<>();
    final List<SessionOptions> opened = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final AtomicInteger openSessions = new AtomicInteger();
    final AtomicInteger openCursors = new AtomicInteger();

    TestSessions query(String sql, Schema columns, Object[]... rows) {
        return query(sql, columns, List.of(), parameters -> List.of(rows));
    }

    TestSessions query(
            String sql,
            Schema columns,
            List<ColumnType> parameters,
            java.util.function.Function<List<Object>, List<Object[]>> rows) {
        return know(new Known(sql, Prepared.Kind.QUERY, columns, parameters, (values, maxRows, cancellation) -> {
            List<Object[]> all = rows.apply(values);
            List<Object[]> cut = maxRows > 0 && all.size() > maxRows ? all.subList(0, (int) maxRows) : all;
            return new Result.Rows(counted(new ListCursor(columns, cut)), List.of());
        }));
    }

    TestSessions update(
            String sql, List<ColumnType> parameters, java.util.function.ToLongFunction<List<Object>> count) {
        return know(new Known(
                sql,
                Prepared.Kind.UPDATE,
                new Schema(List.of()),
                parameters,
                (values, maxRows, cancellation) -> new Result.Count(count.applyAsLong(values), List.of())));
    }

    TestSessions definition(String sql, Warning... warnings) {
        return know(new Known(
                sql,
                Prepared.Kind.DEFINITION,
                new Schema(List.of()),
                List.of(),
                (values, maxRows, cancellation) -> new Result.Count(0, List.of(warnings))));
    }

    /** A never-ending statement; every execution reads what is put into the stream from then on. */
    TestStream stream(String sql, Schema columns) {
        TestStream stream = new TestStream(columns);
        know(new Known(
                sql,
                Prepared.Kind.STREAM,
                columns,
                List.of(),
                (values, maxRows, cancellation) -> new Result.Rows(counted(stream.open(cancellation)), List.of())));
        return stream;
    }

    TestSessions know(Known statement) {
        statements.put(statement.sql(), statement);
        return this;
    }

    @Override
    public Session open(SessionOptions options) {
        opened.add(options);
        openSessions.incrementAndGet();
        return new TestSession(options.timeZone());
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    private RowCursor counted(RowCursor cursor) {
        openCursors.incrementAndGet();
        return new RowCursor() {
            private boolean closed;

            @Override
            public Schema columns() {
                return cursor.columns();
            }

            @Override
            public Rows poll(int max) {
                return cursor.poll(max);
            }

            @Override
            public void whenReady(Runnable action) {
                cursor.whenReady(action);
            }

            @Override
            public synchronized void close() {
                if (!closed) {
                    closed = true;
                    openCursors.decrementAndGet();
                    cursor.close();
                }
            }
        };
    }

    private final class TestSession implements Session {
        private final ZoneId timeZone;
        private boolean autoCommit = true;
        private boolean readOnly;
        private String schema = "PUBLIC";
        private boolean closed;

        TestSession(ZoneId timeZone) {
            this.timeZone = timeZone;
        }

        @Override
        public Prepared prepare(String sql) {
            Known known = statements.get(sql);
            if (known == null) {
                throw new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, new Position(1, 15), "Table 'nothing' not found. Did you mean 'k'?");
            }
            return known;
        }

        @Override
        public Result execute(Prepared statement, List<Object> parameters, long maxRows, Cancellation cancellation) {
            return ((Known) statement).answer().run(parameters, maxRows, cancellation);
        }

        @Override
        public BatchResult executeBatch(Prepared statement, List<List<Object>> rows, Cancellation cancellation) {
            List<Long> counts = new ArrayList<>();
            for (List<Object> row : rows) {
                Result result = execute(statement, row, 0, cancellation);
                counts.add(((Result.Count) result).count());
            }
            return new BatchResult(counts.stream().mapToLong(Long::longValue).toArray(), List.of());
        }

        @Override
        public void autoCommit(boolean on) {
            autoCommit = on;
            events.add("autoCommit " + on);
        }

        @Override
        public boolean autoCommit() {
            return autoCommit;
        }

        @Override
        public void commit() {
            events.add("commit");
        }

        @Override
        public void rollback() {
            events.add("rollback");
        }

        @Override
        public void readOnly(boolean on) {
            readOnly = on;
        }

        @Override
        public boolean readOnly() {
            return readOnly;
        }

        @Override
        public void schema(String name) {
            schema = name;
        }

        @Override
        public ZoneId timeZone() {
            return timeZone;
        }

        @Override
        public String schema() {
            return schema;
        }

        @Override
        public Metadata metadata() {
            return new Metadata() {
                @Override
                public List<String> schemas() {
                    return List.of("PUBLIC", "INFORMATION_SCHEMA", "MILLRACE");
                }

                @Override
                public List<Table> tables() {
                    return tables;
                }

                @Override
                public List<String> keywords() {
                    return List.of("WATERMARK", "SUBSCRIBE");
                }

                @Override
                public List<String> functions() {
                    return List.of("ABS", "UPPER", "YEAR", "COALESCE");
                }
            };
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openSessions.decrementAndGet();
            }
        }
    }

    /** A row, for tests that read better with it. */
    static Object[] row(Object... values) {
        return Arrays.copyOf(values, values.length);
    }
}
