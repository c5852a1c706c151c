/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.aws.response.RawItem;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.Source;
import io.changefeed.source.config.EventsConfig;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TableName;
import io.changefeed.source.record.ConvertedEvent;
import io.changefeed.source.record.HeartbeatRecordFactory;
import io.changefeed.source.record.SnapshotRowConverter;
import io.changefeed.source.record.TableStream;
import java.time.Clock;
import java.time.Instant;
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
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Applies the configured transforms to sample records. Connect applies transforms to every record of a connector. One that
 * is meant for change events and fails at heartbeats would fail the task at its first record, with an error that does not
 * mention heartbeats. If the format of events is JSON, a transform that cannot process bytes, or that replaces them with
 * something else, would fail the task at its first change: then a change event is a sample, too. In other formats, its
 * fields would depend on the table.
 */
public final class TransformValidation {
    private static final String TRANSFORMS = "transforms";
    private static final String PREDICATES = "predicates";
    private static final String TYPE = "type";
    private static final String PREDICATE = "predicate";
    private static final String NEGATE = "negate";
    private static final String SUGGESTED_PREDICATE = "heartbeats";
    private static final String NOT_BYTES = "the result is not bytes, and the ByteArrayConverter accepts only bytes";

    /** Explains the error of a transform at a sample. */
    private interface Reason {
        String of(String alias, String error);
    }

    private final Map<String, String> properties;
    private final SourceConfig config;
    private final boolean isBytes;
    private final SourceRecord heartbeat;

    private TransformValidation(Map<String, String> properties) {
        this.properties = properties;
        this.config = new SourceConfig(properties);
        this.isBytes = config.events().format() == EventFormat.JSON;
        Map<String, String> offset = Map.of("assignment", "1", "shardId-00000000000000000000-00000000", "0");
        this.heartbeat = new HeartbeatRecordFactory(config, Clock.systemUTC())
                .create("slot", "stream/0", offset, Map.of("slot", "stream/0"), offset);
    }

    /**
     * Adds the error of the first transform or predicate that fails at a sample record to the result of the local validation,
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
     * @throws ConfigException when a transform or predicate fails at a sample record
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
        return properties.get(TRANSFORMS) == null ? Optional.empty() : new TransformValidation(properties).problem();
    }

    /** Change events are first: a predicate that excludes heartbeats is no remedy for a transform that fails at both. */
    private Optional<ConfigProblem> problem() {
        Optional<ConfigProblem> ofChanges =
                isBytes ? problem(change(), (alias, error) -> reasonAtChanges(error)) : Optional.empty();
        return ofChanges.or(() -> problem(heartbeat, this::reasonAtHeartbeats));
    }

    private Optional<ConfigProblem> problem(SourceRecord sample, Reason reason) {
        SourceRecord record = sample;
        // The transform whose result the converter does not accept, unless a later one corrects it.
        Optional<String> unaccepted = Optional.empty();
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
                unaccepted = isAccepted(record) ? Optional.empty() : unaccepted.or(() -> Optional.of(alias));
            } catch (UnavailableException e) {
                // Connect reports it, or loads it from another plugin. The next transforms receive an unknown record.
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of(new ConfigProblem(
                        property, reason.of(alias, Objects.requireNonNullElse(e.getMessage(), e.toString()))));
            }
        }
        return unaccepted.map(
                alias -> new ConfigProblem(TRANSFORMS + "." + alias + "." + TYPE, reason.of(alias, NOT_BYTES)));
    }

    /** A snapshot row, which needs no images of a change, of the first configured table. */
    private SourceRecord change() {
        String table = config.tables().names().stream()
                .findFirst()
                .map(TableName::name)
                .orElse("table");
        String arn = "arn:aws:dynamodb:us-east-1:123456789012:table/" + table;
        TableStream stream = new TableStream(arn, table, arn + "/stream/0", new KeySchema(Map.of("id", KeyType.S)), 0);
        Map<String, ItemValue> item = Map.of("id", new ItemValue.S("1"));
        ConvertedEvent event = new SnapshotRowConverter(
                        stream, "sample", Source.Snapshot.TRUE, Optional.empty(), config)
                .convert(new RawItem(item, new Item(item), Optional.empty()), Instant.EPOCH)
                .event();
        return new SourceRecord(
                Map.of(),
                Map.of(),
                event.topic(),
                null,
                event.key().schema(),
                event.key().value(),
                event.value().schema(),
                event.value().value(),
                event.timestamp());
    }

    private boolean isAccepted(SourceRecord record) {
        return !isBytes || (isBytes(record.keySchema(), record.key()) && isBytes(record.valueSchema(), record.value()));
    }

    private static boolean isBytes(@Nullable Schema schema, @Nullable Object value) {
        return (schema == null || schema.type() == Schema.Type.BYTES) && (value == null || value instanceof byte[]);
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

    private static String reasonAtChanges(String error) {
        return "Fails at change events (" + error + "). With '" + EventsConfig.EVENT_FORMAT + "="
                + EventFormat.JSON.text() + "', keys and values are bytes. Set '" + EventsConfig.EVENT_FORMAT + "' to '"
                + EventFormat.MAP.text() + "' or '" + EventFormat.STRUCT.text()
                + "', with a converter for it, or remove the transform.";
    }

    private String reasonAtHeartbeats(String alias, String error) {
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
