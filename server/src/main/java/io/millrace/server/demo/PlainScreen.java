package io.millrace.server.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Lines that follow one another: the status, and the first row of the first panel by name. */
final class PlainScreen implements Screen {
    private final PrintStream out;

    PlainScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(String status, List<Panel> panels) {
        Panel first = panels.get(0);
        List<String> values = new ArrayList<>();
        if (!first.rows().isEmpty()) {
            for (int column = 0; column < first.columns().size(); column++) {
                values.add(
                        first.columns().get(column) + "=" + first.rows().get(0).get(column));
            }
        }
        say(status + " | " + String.join(" ", values));
    }

    @Override
    public void say(String line) {
        out.println(line);
    }
}
