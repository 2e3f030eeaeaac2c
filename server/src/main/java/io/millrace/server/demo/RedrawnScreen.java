package io.millrace.server.demo;

import java.io.PrintStream;
import java.util.List;

/** A terminal: the first picture clears it, later ones are written over the one before, so that nothing flickers. */
final class RedrawnScreen implements Screen {
    private static final String CLEAR = "\033[2J";
    private static final String TOP = "\033[H";
    private static final String END_OF_LINE = "\033[K\n";
    private static final String REST = "\033[J";
    private static final String BOLD = "\033[1m";
    private static final String NORMAL = "\033[0m";

    private final PrintStream out;
    private boolean drawn;

    RedrawnScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(String status, List<Panel> panels) {
        StringBuilder picture = new StringBuilder(drawn ? TOP : CLEAR + TOP);
        drawn = true;
        picture.append(status).append(END_OF_LINE);
        for (Panel panel : panels) {
            List<String> lines = panel.lines();
            picture.append(BOLD).append(lines.get(0)).append(NORMAL).append(END_OF_LINE);
            for (String line : lines.subList(1, lines.size())) {
                picture.append(line).append(END_OF_LINE);
            }
        }
        out.print(picture.append(REST));
        out.flush();
    }

    @Override
    public void say(String line) {
        out.println(line);
    }
}
