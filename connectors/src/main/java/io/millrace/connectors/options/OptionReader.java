package io.millrace.connectors.options;

import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.SinkDefinition;
import io.millrace.executor.connector.TableDefinition;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the options of one table or sink to typed values. Errors name the option, its place and what is allowed. */
public final class OptionReader {
    private final String owner;
    private final Map<String, Option> options;

    public OptionReader(TableDefinition table) {
        this.owner = "table '" + table.name() + "'";
        this.options = table.options();
    }

    public OptionReader(SinkDefinition sink) {
        this.owner = "sink '" + sink.name() + "'";
        this.options = sink.options();
    }

    /** The value of an option that is required or has a default. */
    public <T> T read(OptionSpec<T> spec) {
        Option given = options.get(spec.name());
        if (given != null) {
            return parse(spec, given);
        }
        if (spec.fallback() != null) {
            return spec.type().parse(spec.fallback());
        }
        throw missing(spec.name(), spec.type().allowed());
    }

    /** The value of an option that may be left out. */
    public <T> Optional<T> find(OptionSpec<T> spec) {
        Option given = options.get(spec.name());
        return given == null ? Optional.empty() : Optional.of(parse(spec, given));
    }

    public boolean has(OptionSpec<?> spec) {
        return options.containsKey(spec.name());
    }

    /** The options whose names begin with a prefix, by their whole names. */
    public Map<String, Option> startingWith(String prefix) {
        return options.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Where an option is written, if it is. */
    public @Nullable Position position(OptionSpec<?> spec) {
        Option given = options.get(spec.name());
        return given == null ? null : given.position();
    }

    /**
     * Refuses options that are not known.
     *
     * @param known all that this table understands
     * @param elsewhere options that are known but do not apply to this table as it is declared
     */
    public void refuseUnknown(Collection<OptionSpec<?>> known, Collection<OptionSpec<?>> elsewhere) {
        List<String> names = known.stream().map(OptionSpec::name).toList();
        List<String> misplaced = elsewhere.stream().map(OptionSpec::name).toList();
        List<String> unknown = new ArrayList<>(options.keySet());
        unknown.removeAll(names);
        unknown.stream().sorted().findFirst().ifPresent(name -> {
            String text = misplaced.contains(name)
                    ? "Option '" + name + "' has no meaning for " + owner
                            + ": it belongs to another format, kind or type."
                    : "Option '" + name + "' of " + owner + " is not known." + Nearest.hint(name, names);
            Option option = options.get(name);
            throw new EngineException(ErrorCode.UNKNOWN_OPTION, option == null ? null : option.namePosition(), text);
        });
    }

    /**
     * Refuses an option that users of other systems may expect, if it is given.
     *
     * @param why what holds instead, as a sentence
     */
    public void refuse(String name, String why) {
        Option given = options.get(name);
        if (given != null) {
            throw new EngineException(
                    ErrorCode.UNKNOWN_OPTION,
                    given.namePosition(),
                    "Option '" + name + "' of " + owner + " is not known. " + why);
        }
    }

    /** The error for an option whose value is well-formed but does not fit the rest of the table. */
    public EngineException illegal(OptionSpec<?> spec, String why) {
        return new EngineException(
                ErrorCode.ILLEGAL_OPTION_VALUE, position(spec), "Option '" + spec.name() + "' of " + owner + " " + why);
    }

    /** The error for an option that others make necessary. */
    public EngineException missing(String name, String allowed) {
        return new EngineException(
                ErrorCode.MISSING_OPTION,
                Character.toUpperCase(owner.charAt(0)) + owner.substring(1) + " needs the option '" + name
                        + "'; it takes " + allowed + ".");
    }

    private <T> T parse(OptionSpec<T> spec, Option given) {
        try {
            return spec.type().parse(given.value());
        } catch (IllegalArgumentException refused) {
            throw new EngineException(
                    ErrorCode.ILLEGAL_OPTION_VALUE,
                    given.position(),
                    "Option '" + spec.name() + "' of " + owner + " is '"
                            + (Secrets.isSecret(spec.name()) ? Secrets.MASK : given.value()) + "'; it takes "
                            + spec.type().allowed() + ".",
                    Secrets.isSecret(spec.name()) ? null : refused);
        }
    }
}
