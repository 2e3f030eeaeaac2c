package io.millrace.connectors.format.json;

import io.millrace.connectors.format.Format;
import io.millrace.connectors.format.RecordFormat;
import io.millrace.connectors.format.RecordParser;
import io.millrace.connectors.format.RecordSplitter;
import io.millrace.connectors.format.TimeOptions;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.executor.connector.SourceColumn;
import java.util.List;

/** {@code 'format' = 'json'}: one object a record; in files, one a line. */
public final class JsonFormat implements Format {
    private static final String NAME = "json";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasNested() {
        return true;
    }

    @Override
    public List<OptionSpec<?>> options() {
        return TimeOptions.specs(NAME);
    }

    @Override
    public RecordFormat open(OptionReader options, String prefix, Use use) {
        return new JsonRecords(TimeOptions.read(options, prefix + NAME));
    }

    private record JsonRecords(TimeOptions times) implements RecordFormat {
        @Override
        public RecordSplitter splitter() {
            return new LineSplitter();
        }

        @Override
        public boolean hasHeader() {
            return false;
        }

        @Override
        public String checkHeader(byte[] header, List<SourceColumn> fields) {
            return "";
        }

        @Override
        public RecordParser parser(List<SourceColumn> fields, int[] targets) {
            return new JsonRecordParser(fields, targets, times);
        }
    }

    /** A record is a line: JSON escapes line ends within texts. */
    private record LineSplitter() implements RecordSplitter {
        @Override
        public int end(byte[] data, int start, int end) {
            return RecordSplitter.lineEnd(data, start, end);
        }

        @Override
        public int lastEnd(byte[] data, int start, int end) {
            return end;
        }
    }
}
