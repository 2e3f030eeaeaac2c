package io.millrace.server.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Where the demo shows what it sees: a terminal that is redrawn, or lines that follow one another. Owner: the demo's
 * thread.
 */
interface Screen {
    /** Shows how far the stream is, and what the queries return now. */
    void show(String status, List<Panel> panels);

    /** Says something that stays. */
    void say(String line);

    /** A terminal that understands the usual escape sequences: each picture takes the place of the last one. */
    static Screen redrawn(PrintStream out) {
        return new RedrawnScreen(out);
    }

    /** For pipes and logs: a line a picture, with the newest row of the first panel. */
    static Screen plain(PrintStream out) {
        return new PlainScreen(out);
    }
}
