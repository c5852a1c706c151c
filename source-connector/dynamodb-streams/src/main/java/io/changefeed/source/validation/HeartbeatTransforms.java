/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.record.HeartbeatRecordFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Applies the configured transforms to a heartbeat. Connect applies transforms to every record of a connector. One that is
 * meant for change events and fails at heartbeats would fail the task at its first record, with an error that does not
 * mention heartbeats.
 */
public final class HeartbeatTransforms {
    private static final String TRANSFORMS = "transforms";
    private static final String PREDICATES = "predicates";
    private static final String TYPE = "type";
    private static final String PREDICATE = "predicate";
    private static final String NEGATE = "negate";
    private static final String SUGGESTED_PREDICATE = "heartbeats";

    private final Map<String, String> properties;
    private final SourceRecord heartbeat;

    private HeartbeatTransforms(Map<String, String> properties) {
        this.properties = properties;
        Map<String, String> offset = Map.of("assignment", "1", "shardId-00000000000000000000-00000000", "0");
        this.heartbeat = new HeartbeatRecordFactory(new SourceConfig(properties), Clock.systemUTC())
                .create("slot", "stream/0", offset, Map.of("slot", "stream/0"), offset);
    }

    /**
     * Adds the error of the first transform or predicate that fails at a heartbeat to the result of the local validation,
     * unless that has errors.
     */
    public static Config validate(Config local, Map<String, String> properties) {
        boolean isValid = local.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
        Optional<ConfigProblem> problem = isValid ? problem(properties) : Optional.empty();
        List<ConfigValue> values = new ArrayList<>(local.configValues());
        // Without a value: Connect requires the class for a type, as it defines that property itself.
        problem.ifPresent(found -> values.add(new ConfigValue(
                found.property(),
                null,
                List.of(),
                List.of(error(found, properties).getMessage()))));
        return new Config(values);
    }

    /**
     * Checks the configuration of a task.
     *
     * @throws ConfigException when a transform or predicate fails at a heartbeat
     */
    public static void requireValid(Map<String, String> properties) {
        problem(properties).ifPresent(problem -> {
            throw error(problem, properties);
        });
    }

    private static ConfigException error(ConfigProblem problem, Map<String, String> properties) {
        return new ConfigException(problem.property(), properties.get(problem.property()), problem.reason());
    }

    private static Optional<ConfigProblem> problem(Map<String, String> properties) {
        return properties.get(TRANSFORMS) == null ? Optional.empty() : new HeartbeatTransforms(properties).problem();
    }

    private Optional<ConfigProblem> problem() {
        SourceRecord record = heartbeat;
        for (String alias : list(TRANSFORMS)) {
            String property = TRANSFORMS + "." + alias + "." + PREDICATE;
            try {
                if (!isSelected(alias, record)) {
                    continue;
                }
                property = TRANSFORMS + "." + alias + "." + TYPE;
                @Nullable SourceRecord transformed = transform(alias, record);
                if (transformed == null) {
                    return Optional.empty();
                }
                record = transformed;
            } catch (UnavailableException e) {
                // Connect reports it, or loads it from another plugin. The next transforms receive an unknown record.
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of(new ConfigProblem(property, reason(alias, e)));
            }
        }
        return Optional.empty();
    }

    private boolean isSelected(String alias, SourceRecord record) throws UnavailableException {
        Map<String, String> transform = withPrefix(TRANSFORMS, alias);
        String name = transform.get(PREDICATE);
        if (name == null) {
            return true;
        }
        try (Predicate<SourceRecord> predicate = create(Predicate.class, withPrefix(PREDICATES, name))) {
            return Boolean.parseBoolean(transform.get(NEGATE)) != predicate.test(record);
        }
    }

    private @Nullable SourceRecord transform(String alias, SourceRecord record) throws UnavailableException {
        Map<String, String> config = withPrefix(TRANSFORMS, alias);
        config.remove(PREDICATE);
        config.remove(NEGATE);
        try (Transformation<SourceRecord> transform = create(Transformation.class, config)) {
            return transform.apply(record);
        }
    }

    /** A transform or predicate that cannot be loaded or configured. */
    private static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        UnavailableException(Throwable cause) {
            super(cause);
        }
    }

    /** Creates and configures an instance as Connect does. */
    @SuppressWarnings("unchecked") // the records of a source are source records
    private static <T extends Configurable> T create(Class<? super T> type, Map<String, String> config)
            throws UnavailableException {
        try {
            T created = (T) Class.forName(config.getOrDefault(TYPE, ""))
                    .asSubclass(type)
                    .getDeclaredConstructor()
                    .newInstance();
            try {
                created.configure(config);
                return created;
            } catch (RuntimeException e) {
                if (created instanceof AutoCloseable resource) {
                    resource.close();
                }
                throw e;
            }
        } catch (Exception | LinkageError e) {
            throw new UnavailableException(e);
        }
    }

    private String reason(String alias, RuntimeException e) {
        String error = Objects.requireNonNullElse(e.getMessage(), e.toString());
        return "Fails at heartbeats (" + error + "). Heartbeats are records of the topic " + heartbeat.topic()
                + " that store positions; transforms receive them too. "
                + Optional.ofNullable(withPrefix(TRANSFORMS, alias).get(PREDICATE))
                        .map(predicate -> "Use a predicate in place of '" + predicate + "' that excludes the topic.")
                        .orElseGet(() -> "Exclude them with a predicate: " + suggestion(alias));
    }

    private String suggestion(String alias) {
        String predicates = String.join(
                ",",
                Stream.concat(list(PREDICATES).stream(), Stream.of(SUGGESTED_PREDICATE))
                        .distinct()
                        .toList());
        return """
                "predicates": "%s", \
                "predicates.heartbeats.type": "org.apache.kafka.connect.transforms.predicates.TopicNameMatches", \
                "predicates.heartbeats.pattern": "__changefeed-heartbeat[.].*", \
                "transforms.%s.predicate": "heartbeats", "transforms.%s.negate": "true\"""".formatted(predicates, alias, alias);
    }

    private List<String> list(String property) {
        return Stream.of(properties.getOrDefault(property, "").split(","))
                .map(String::trim)
                .filter(alias -> !alias.isEmpty())
                .toList();
    }

    private Map<String, String> withPrefix(String kind, String alias) {
        String prefix = kind + "." + alias + ".";
        Map<String, String> found = new HashMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
