package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.RowCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.calcite.avatica.proto.Common.Frame;
import org.apache.calcite.avatica.proto.Common.Row;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of one cursor in frames. A fetch names the offset of its first row, which acknowledges all rows before
 * it; the last frame is kept until then, so that a fetch that is sent again gets the same rows. A fetch of a
 * never-ending result that finds no row is parked: it costs no thread, and is answered when a row comes or the poll time
 * is over.
 *
 * <p>Fetches are answered one at a time. {@link #close} comes from any thread at any time.
 */
final class ResultReader {
    /** Rows of a frame if the client does not say. */
    static final int DEFAULT_FRAME_ROWS = 1_000;
    /** A frame ends after so many bytes, whatever the client says. */
    private static final int MAX_FRAME_BYTES = 4 << 20;
    /** Rows taken from the cursor first, and most at a time after that, so that frames of wide rows end in time. */
    private static final int FIRST_POLL_ROWS = 32;

    private static final int MAX_POLL_ROWS = 1_024;

    private final RowCursor cursor;
    private final FrameEncoder encoder;
    private final boolean endless;
    private final WireContext context;

    /** When the client last asked or was answered, for expiry. */
    private volatile long lastUsedNanos;

    /** Why the server closed the result, null as long as it did not. */
    private volatile @Nullable EngineException closedBecause;

    /** The fetch that waits; written under the lock of this. */
    private volatile @Nullable Parked parked;

    // The following are guarded by this.
    private Frame sent = Frame.getDefaultInstance();
    private long nextOffset;
    private boolean ended;

    ResultReader(RowCursor cursor, FrameEncoder encoder, boolean endless, WireContext context) {
        this.cursor = cursor;
        this.encoder = encoder;
        this.endless = endless;
        this.context = context;
        this.lastUsedNanos = context.nanoTime();
    }

    /** The first frame; of a never-ending result, what is there now. */
    synchronized Frame first(int maxRows) {
        return read(maxRows);
    }

    /** Answers with the frame that begins at row {@code offset}, now or when there is a row. */
    synchronized void fetch(long offset, int maxRows, Waiting waiting, Consumer<Outcome> answer) {
        lastUsedNanos = context.nanoTime();
        Parked earlier = parked;
        if (earlier != null) {
            // The same client asks again: it has given up the earlier request.
            earlier.answer(new Outcome(empty(), null));
        }
        if (offset == sent.getOffset() && offset != nextOffset) {
            answer.accept(new Outcome(sent, null));
            return;
        }
        if (offset != nextOffset) {
            throw new EngineException(
                    ErrorCode.PROTOCOL_ERROR,
                    "Rows from " + offset + " on were asked for, but the next row of this result is " + nextOffset
                            + ". Rows are read once, in order; run the statement again");
        }
        Frame frame = read(maxRows);
        if (frame.getRowsCount() > 0 || frame.getDone() || !endless) {
            answer.accept(new Outcome(frame, null));
            return;
        }
        park(maxRows, waiting, answer);
    }

    /** Whether this is a never-ending result that no one has fetched from for so long. */
    boolean isAbandoned(long idleNanos) {
        return endless && parked == null && context.nanoTime() - lastUsedNanos > idleNanos;
    }

    /** Frees the cursor as its client wishes; a parked fetch is answered with the end. */
    void close() {
        cursor.close();
    }

    /** Frees the cursor without being asked to; a parked fetch and later ones are told why. */
    void close(EngineException reason) {
        closedBecause = reason;
        cursor.close();
    }

    private void park(int maxRows, Waiting waiting, Consumer<Outcome> answer) {
        Parked fetch = new Parked(maxRows, waiting.later(), answer);
        parked = fetch;
        fetch.timeout = context.timer()
                .schedule(
                        () -> waiting.later().execute(fetch::giveUp),
                        waiting.most().toNanos(),
                        TimeUnit.NANOSECONDS);
        cursor.whenReady(() -> waiting.later().execute(fetch::resume));
    }

    private Frame empty() {
        return Frame.newBuilder().setOffset(nextOffset).build();
    }

    /** Reads the next frame and keeps it; blocks only where the cursor does. */
    private Frame read(int maxRows) {
        int wanted = maxRows <= 0 ? DEFAULT_FRAME_ROWS : maxRows;
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        boolean last = ended;
        while (!last && rows.size() < wanted && bytes < MAX_FRAME_BYTES) {
            RowCursor.Rows polled;
            try {
                polled = cursor.poll(Math.min(wanted - rows.size(), pollRows(rows.size(), bytes)));
            } catch (EngineException failure) {
                if (rows.isEmpty()) {
                    throw failure;
                }
                // What came before the failure is delivered first; the next fetch meets the failure again.
                break;
            }
            for (@Nullable Object[] values : polled.rows()) {
                Row row = encoder.encode(values);
                bytes += row.getSerializedSize();
                rows.add(row);
            }
            last = polled.last();
            EngineException reason = closedBecause;
            if (last && reason != null) {
                throw reason;
            }
            if (endless && polled.rows().isEmpty()) {
                break;
            }
        }
        Frame frame = Frame.newBuilder()
                .setOffset(nextOffset)
                .setDone(last)
                .addAllRows(rows)
                .build();
        if (last && !ended) {
            // Frees what the cursor holds now, not when the client gets round to closing.
            ended = true;
            cursor.close();
        }
        sent = frame;
        nextOffset += rows.size();
        return frame;
    }

    /** How many rows to take next: as many as fit the frame if they are as wide as those before. */
    private static int pollRows(int rows, long bytes) {
        if (rows == 0) {
            return FIRST_POLL_ROWS;
        }
        long rowBytes = Math.max(1, bytes / rows);
        return (int) Math.max(1, Math.min(MAX_POLL_ROWS, (MAX_FRAME_BYTES - bytes) / rowBytes));
    }

    /**
     * How a fetch waits for a row.
     *
     * @param most how long before it is answered with none
     * @param later runs what answers it then
     */
    record Waiting(Duration most, Executor later) {}

    /** A frame, or what went wrong; one of the two is null. */
    record Outcome(@Nullable Frame frame, @Nullable Throwable failure) {}

    /** A fetch that waits; its fields are guarded by the reader. */
    private final class Parked {
        private final int maxRows;
        private final Executor later;
        private final Consumer<Outcome> answer;
        private @Nullable Future<?> timeout;

        Parked(int maxRows, Executor later, Consumer<Outcome> answer) {
            this.maxRows = maxRows;
            this.later = later;
            this.answer = answer;
        }

        void resume() {
            synchronized (ResultReader.this) {
                if (parked != this) {
                    return;
                }
                Outcome outcome;
                try {
                    Frame frame = read(maxRows);
                    if (frame.getRowsCount() == 0 && !frame.getDone()) {
                        // Woken for nothing.
                        cursor.whenReady(() -> later.execute(this::resume));
                        return;
                    }
                    outcome = new Outcome(frame, null);
                } catch (RuntimeException failure) {
                    outcome = new Outcome(null, failure);
                }
                answer(outcome);
            }
        }

        void giveUp() {
            synchronized (ResultReader.this) {
                if (parked == this) {
                    answer(new Outcome(empty(), null));
                }
            }
        }

        private void answer(Outcome outcome) {
            parked = null;
            lastUsedNanos = context.nanoTime();
            Future<?> timer = timeout;
            if (timer != null) {
                timer.cancel(false);
            }
            answer.accept(outcome);
        }
    }
}
