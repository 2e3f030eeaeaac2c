package io.millrace.server.shell;

import io.millrace.server.Logging;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sqlline.DispatchCallback;
import sqlline.SqlLine;

/**
 * {@code millrace sql}: sqlline with our driver.
 *
 * <p>Exit code: 0 if every statement succeeded, 1 if one failed (those after it are not run), 2 for a wrong command line.
 */
public final class Shell {
    private static final int FAILED = 1;
    private static final int USAGE_ERROR = 2;

    private static final List<String> SETTINGS = List.of(
            "--isolation=TRANSACTION_READ_COMMITTED", "--nullValue=NULL", "--timestampFormat=yyyy-MM-dd HH:mm:ss.SSS");

    private static final Pattern NEVER_ENDING =
            Pattern.compile("\\bSELECT\\s+STREAM\\b|\\bSUBSCRIBE\\s+TO\\b", Pattern.CASE_INSENSITIVE);

    /** Without a terminal there is no width to cut lines to. */
    private static final List<String> UNCUT = List.of("--maxWidth=1000000", "--color=false");

    private final PrintStream out;
    private final PrintStream errors;

    Shell(PrintStream out, PrintStream errors) {
        this.out = out;
        this.errors = errors;
    }

    public static void main(String[] arguments) throws IOException {
        Logging.configure();
        System.exit(new Shell(System.out, System.err).open(Arrays.asList(arguments)));
    }

    /** Does what a command line says, and answers with the exit code. */
    int open(List<String> arguments) throws IOException {
        ShellOptions options;
        try {
            options = ShellOptions.parse(arguments);
        } catch (IllegalArgumentException | IOException wrong) {
            errors.println("millrace sql: " + wrong.getMessage() + ". See: millrace help sql");
            return USAGE_ERROR;
        }
        if (!options.interactive() || options.plain()) {
            // jline's property: do not look for a terminal, and do not warn that there is none.
            System.setProperty("org.jline.terminal.dumb", "true");
        }
        SqlLine begun = begun();
        return options.interactive() ? converse(options) : run(begun, options);
    }

    private static int converse(ShellOptions options) throws IOException {
        List<String> arguments = new ArrayList<>(SETTINGS);
        if (options.plain()) {
            arguments.addAll(UNCUT);
        }
        arguments.addAll(List.of("--incremental=true", "-u", options.url(), "-n", "", "-p", ""));
        SqlLine.Status status = new SqlLine().begin(arguments.toArray(new String[0]), null, true);
        return status == SqlLine.Status.OK ? 0 : FAILED;
    }

    private int run(SqlLine shell, ShellOptions options) {
        shell.setOutputStream(out);
        shell.setErrorStream(errors);
        shell.getOpts().set("silent", "true");
        shell.getOpts().set("force", "true"); // it is for us to stop at the first failure
        Stream.concat(SETTINGS.stream(), UNCUT.stream()).forEach(setting -> {
            int equals = setting.indexOf('=');
            shell.getOpts().set(setting.substring("--".length(), equals), setting.substring(equals + 1));
        });
        boolean succeeded = succeeds(shell, "!connect " + options.url() + " \"\" \"\"");
        for (String statement : options.statements()) {
            // Rows that never end are shown as they come; of others the widths are found first.
            shell.getOpts()
                    .set(
                            "incremental",
                            Boolean.toString(NEVER_ENDING.matcher(statement).find()));
            succeeded = succeeded && succeeds(shell, statement);
        }
        boolean unused = succeeds(shell, "!closeall");
        return succeeded ? 0 : FAILED;
    }

    private static boolean succeeds(SqlLine shell, String command) {
        DispatchCallback outcome = new DispatchCallback();
        int unused = shell.runCommands(List.of(command), outcome);
        return !outcome.isFailure();
    }

    /**
     * A shell that has begun, and ended, once. Until one has, sqlline prints stack traces, as if all errors were its own;
     * and a shell that has not begun cuts statements at semicolons within strings.
     */
    private static SqlLine begun() throws IOException {
        SqlLine shell = new SqlLine();
        shell.setOutputStream(OutputStream.nullOutputStream());
        shell.setErrorStream(OutputStream.nullOutputStream());
        SqlLine.Status unused =
                shell.begin(new String[] {"--silent=true"}, new ByteArrayInputStream(new byte[0]), false);
        return shell;
    }
}
