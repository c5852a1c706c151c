/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.NameAdjustment;
import io.changefeed.source.lineage.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The properties of the DynamoDB Streams source connector. */
public final class SourceConfig extends AbstractConfig {
    public static final String TABLES = "tables";
    public static final String TABLES_REGEX = "tables.regex";
    public static final String STREAM_START = "stream.start";
    public static final String STREAM_START_TIMESTAMP = "stream.start.timestamp";
    public static final String SWEEP_INTERVAL = "sweep.interval.ms";
    public static final String ON_GAP = "on.gap";
    public static final String TOPIC_PREFIX = "topic.prefix";
    public static final String TOPIC_NAME_FORMAT = "topic.name.format";
    public static final String EVENT_FORMAT = "event.format";
    public static final String ITEM_FORMAT = "item.format";
    public static final String SCHEMA_NAME_ADJUSTMENT = "schema.name.adjustment.mode";
    public static final String FIELD_NAME_ADJUSTMENT = "field.name.adjustment.mode";
    public static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";
    public static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    public static final String POLL_IDLE_MAX = "poll.idle.max.ms";
    public static final String STALL_TIMEOUT = "stall.timeout.ms";
    public static final String MAX_QUEUE_BYTES = "max.queue.size.in.bytes";

    private static final String TRIM_HORIZON = "trim_horizon";
    private static final String LATEST = "latest";
    private static final String TIMESTAMP = "timestamp";

    private static final String TABLES_GROUP = "Tables";
    private static final String TOPICS_GROUP = "Topics and events";
    private static final String READING_GROUP = "Reading";

    public static final ConfigDef DEFINITION = AwsConfig.addTo(new ConfigDef()
            .define(
                    TABLES,
                    Type.LIST,
                    List.of(),
                    ConfigDef.LambdaValidator.with(
                            SourceConfig::requireTables, () -> "names of tables, or ARNs of their streams"),
                    HIGH,
                    "The tables, separated by commas: names, or the ARNs of their streams for tables of another account."
                            + " Each needs a stream, of any view type.",
                    TABLES_GROUP,
                    1,
                    Width.LONG,
                    "Tables")
            .define(
                    TABLES_REGEX,
                    Type.STRING,
                    "",
                    ConfigDef.LambdaValidator.with(SourceConfig::requireRegex, () -> "a regular expression"),
                    HIGH,
                    "Instead of `" + TABLES
                            + "`: a regular expression for the whole name. Tables that have a stream are"
                            + " read; those that come later are found within `" + SWEEP_INTERVAL + "` and read from"
                            + " the beginning of their streams. Needs `dynamodb:ListTables`.",
                    TABLES_GROUP,
                    2,
                    Width.LONG,
                    "Tables by pattern")
            .define(
                    STREAM_START,
                    Type.STRING,
                    TRIM_HORIZON,
                    ValidString.in(TRIM_HORIZON, LATEST, TIMESTAMP),
                    MEDIUM,
                    "Where to begin with a table that has no stored position. `trim_horizon`: with the oldest change that"
                            + " its stream still has, up to 24 hours back. `latest`: with the changes from now on;"
                            + " those of up to a minute before may come too. The shards that are written to now are read from"
                            + " their beginning once, and what is older is dropped."
                            + " `timestamp`: with the changes since `" + STREAM_START_TIMESTAMP + "`.",
                    TABLES_GROUP,
                    3,
                    Width.SHORT,
                    "Start")
            .define(
                    STREAM_START_TIMESTAMP,
                    Type.STRING,
                    "",
                    ConfigDef.LambdaValidator.with(SourceConfig::requireInstant, () -> "a time in UTC"),
                    LOW,
                    "A time in UTC such as `2026-01-31T12:00:00Z`, for `" + STREAM_START
                            + "=timestamp`. DynamoDB cannot"
                            + " seek to a time, so the stream is read from its oldest change and older changes are dropped;"
                            + " those of up to a minute before may come too.",
                    TABLES_GROUP,
                    4,
                    Width.MEDIUM,
                    "Start time")
            .define(
                    ON_GAP,
                    Type.STRING,
                    text(OnGap.FAIL),
                    ValidString.in(text(OnGap.FAIL), text(OnGap.CONTINUE)),
                    MEDIUM,
                    "What to do where changes were lost: DynamoDB keeps them for 24 hours, and those made while a stream was"
                            + " disabled are in none. `fail`: the task fails, for a person to decide. `continue`: read on with"
                            + " what there is. Either way an ERROR line and a record of type `gap` on the heartbeat topic tell"
                            + " what was lost.",
                    TABLES_GROUP,
                    5,
                    Width.SHORT,
                    "On a gap")
            .define(
                    TOPIC_PREFIX,
                    Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    ConfigDef.LambdaValidator.with(
                            SourceConfig::requireTopicPrefix,
                            () -> "1 to 200 letters, digits, dots, underscores and hyphens"),
                    HIGH,
                    "The first part of every topic's name, and the `source.name` of every event. Give each connector"
                            + " one of its own: the heartbeat topic is `__changefeed-heartbeat.<topic.prefix>`.",
                    TOPICS_GROUP,
                    1,
                    Width.MEDIUM,
                    "Topic prefix")
            .define(
                    TOPIC_NAME_FORMAT,
                    Type.STRING,
                    "${prefix}.${table}",
                    HIGH,
                    "The topic of a table. `${prefix}`, `${table}`, `${region}` and `${account}` are filled in. Two"
                            + " tables that would share a topic are refused.",
                    TOPICS_GROUP,
                    2,
                    Width.LONG,
                    "Topic name format")
            .define(
                    EVENT_FORMAT,
                    Type.STRING,
                    EventFormat.STRUCT.text(),
                    ValidString.in(EventFormat.STRUCT.text(), EventFormat.MAP.text()),
                    HIGH,
                    "`struct`: with a Connect schema; works with every converter and schema registry. `map`: without a"
                            + " schema and nested; for the JsonConverter with `schemas.enable=false`.",
                    TOPICS_GROUP,
                    3,
                    Width.SHORT,
                    "Event format")
            .define(
                    ITEM_FORMAT,
                    Type.STRING,
                    ItemFormat.DYNAMODB_JSON.text(),
                    ValidString.in(ItemFormat.DYNAMODB_JSON.text(), ItemFormat.JSON.text()),
                    HIGH,
                    "How items are written. `dynamodb-json`: with their types, exact, `{\"n\":{\"N\":\"1.50\"}}`."
                            + " `json`: ordinary JSON for people; sets become arrays and binary becomes base64 text.",
                    TOPICS_GROUP,
                    4,
                    Width.SHORT,
                    "Item format")
            .define(
                    SCHEMA_NAME_ADJUSTMENT,
                    Type.STRING,
                    NameAdjustment.NONE.text(),
                    ValidString.in(NameAdjustment.NONE.text(), NameAdjustment.AVRO_UNICODE.text()),
                    LOW,
                    "How schema names are made fit for a converter. `none`: as they are. `avro_unicode`: what Avro and"
                            + " Protobuf do not allow in a name becomes `_uXXXX`, the underscore too, so that two names"
                            + " never become one.",
                    TOPICS_GROUP,
                    5,
                    Width.SHORT,
                    "Schema names")
            .define(
                    FIELD_NAME_ADJUSTMENT,
                    Type.STRING,
                    NameAdjustment.NONE.text(),
                    ValidString.in(NameAdjustment.NONE.text(), NameAdjustment.AVRO_UNICODE.text()),
                    LOW,
                    "The same for the names of fields, which are those of the key attributes.",
                    TOPICS_GROUP,
                    6,
                    Width.SHORT,
                    "Field names")
            .define(
                    TOMBSTONES_ON_DELETE,
                    Type.BOOLEAN,
                    true,
                    MEDIUM,
                    "Whether a record without a value follows each remove, so that a compacted topic forgets the item.",
                    TOPICS_GROUP,
                    7,
                    Width.SHORT,
                    "Tombstones")
            .define(
                    HEARTBEAT_INTERVAL,
                    Type.LONG,
                    Duration.ofMinutes(30).toMillis(),
                    Range.between(1_000, Duration.ofHours(12).toMillis()),
                    LOW,
                    "After how many milliseconds without an acknowledged event of a slot its position is stored by a"
                            + " record on the heartbeat topic. Without it, an idle table, or one whose events a transform"
                            + " drops, could look trimmed after a restart.",
                    READING_GROUP,
                    1,
                    Width.SHORT,
                    "Heartbeat interval (ms)")
            .define(
                    POLL_IDLE_MAX,
                    Type.LONG,
                    1_000L,
                    Range.between(100, Duration.ofMinutes(5).toMillis()),
                    MEDIUM,
                    "How many milliseconds to wait at most before an idle shard is asked again. The wait starts at 100"
                            + " ms and doubles; a shard that has records is asked at once. AWS bills every call.",
                    READING_GROUP,
                    2,
                    Width.SHORT,
                    "Idle wait (ms)")
            .define(
                    SWEEP_INTERVAL,
                    Type.LONG,
                    Duration.ofMinutes(5).toMillis(),
                    Range.between(1_000, Duration.ofHours(6).toMillis()),
                    LOW,
                    "How often, in milliseconds, the connector looks for new and removed tables, replaced streams, and shards"
                            + " that nobody reads. The rotation of shards needs none of it.",
                    READING_GROUP,
                    3,
                    Width.SHORT,
                    "Sweep interval (ms)")
            .define(
                    STALL_TIMEOUT,
                    Type.LONG,
                    Duration.ofMinutes(10).toMillis(),
                    Range.atLeast(1_000),
                    LOW,
                    "For how many milliseconds the calls for a shard may fail, throttled or unanswered, before the task fails"
                            + " with the reason. Until then they are repeated, at most 30 s apart.",
                    READING_GROUP,
                    4,
                    Width.SHORT,
                    "Stall timeout (ms)")
            .define(
                    MAX_QUEUE_BYTES,
                    Type.LONG,
                    16L * 1024 * 1024,
                    Range.atLeast(1024 * 1024),
                    LOW,
                    "How many bytes of changes, as DynamoDB counts them, a task holds that Connect has not taken yet."
                            + " One page (1 MB) per reading thread may come on top.",
                    READING_GROUP,
                    5,
                    Width.SHORT,
                    "Queue size (bytes)"));

    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    public SourceConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    /** Checks every property by itself, and those that depend on each other together. */
    public static Config validate(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        AwsConfig.check(checks);
        checkTables(checks);
        checkStart(checks);
        checkTopics(checks);
        return checks.result();
    }

    private static void checkTables(PropertyChecks checks) {
        boolean named = checks.value(TABLES, List.class)
                .filter(tables -> !tables.isEmpty())
                .isPresent();
        if (named && checks.isSet(TABLES_REGEX)) {
            checks.refuse(TABLES_REGEX, "'" + TABLES + "' is set too; name the tables in one of the two.");
        } else if (!named && !checks.isSet(TABLES_REGEX) && !checks.isRefused(TABLES)) {
            checks.refuse(TABLES, "Name at least one table, here or by '" + TABLES_REGEX + "'.");
        }
    }

    private static void checkStart(PropertyChecks checks) {
        boolean needed = checks.value(STREAM_START, String.class)
                .filter(TIMESTAMP::equals)
                .isPresent();
        if (needed && !checks.isSet(STREAM_START_TIMESTAMP) && !checks.isRefused(STREAM_START_TIMESTAMP)) {
            checks.refuse(
                    STREAM_START_TIMESTAMP,
                    "'" + STREAM_START + "=" + TIMESTAMP + "' needs a time such as" + " 2026-01-31T12:00:00Z.");
        }
    }

    private static void checkTopics(PropertyChecks checks) {
        Optional<String> prefix = checks.value(TOPIC_PREFIX, String.class);
        Optional<String> format = checks.value(TOPIC_NAME_FORMAT, String.class);
        if (!checks.isRefused(TABLES) && prefix.isPresent() && format.isPresent()) {
            List<?> named = checks.value(TABLES, List.class).orElse(List.of());
            List<TableName> tables = named.stream()
                    .map(table -> TableName.parse(String.valueOf(table)))
                    .toList();
            try {
                new TopicNames(format.get(), prefix.get()).requireOneTopicEach(tables);
            } catch (IllegalArgumentException e) {
                checks.refuse(TOPIC_NAME_FORMAT, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void requireTables(String property, @Nullable Object value) {
        if (value instanceof List<?> tables) {
            Set<Object> seen = new HashSet<>();
            for (Object table : tables) {
                try {
                    TableName.parse(String.valueOf(table));
                } catch (IllegalArgumentException e) {
                    throw new ConfigException(property, value, e.getMessage());
                }
                if (!seen.add(table)) {
                    throw new ConfigException(property, value, "'" + table + "' is named twice.");
                }
            }
        }
    }

    private static void requireRegex(String property, @Nullable Object value) {
        try {
            Pattern.compile(String.valueOf(value));
        } catch (PatternSyntaxException e) {
            throw new ConfigException(property, value, "This is no regular expression: " + e.getDescription() + ".");
        }
    }

    private static void requireInstant(String property, @Nullable Object value) {
        try {
            if (value instanceof String text && !text.isBlank()) {
                Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw new ConfigException(property, value, "Expected a time in UTC such as 2026-01-31T12:00:00Z.");
        }
    }

    private static void requireTopicPrefix(String property, @Nullable Object value) {
        if (value instanceof String prefix && !PREFIX.matcher(prefix).matches()) {
            throw new ConfigException(
                    property, value, "Use 1 to 200 letters, digits, dots, underscores and hyphens, as in topic names.");
        }
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    public List<TableName> tables() {
        return getList(TABLES).stream().map(TableName::parse).toList();
    }

    /** Empty when the tables are named. */
    public Optional<Pattern> tablesRegex() {
        return Optional.of(getString(TABLES_REGEX))
                .filter(regex -> !regex.isBlank())
                .map(Pattern::compile);
    }

    /** Where to begin, for a connector that starts now. */
    public StreamStart streamStart(Instant now) {
        return switch (getString(STREAM_START)) {
            case LATEST -> new StreamStart(true, new Position.Since(now));
            case TIMESTAMP ->
                new StreamStart(false, new Position.Since(Instant.parse(getString(STREAM_START_TIMESTAMP))));
            default -> new StreamStart(false, new Position.TrimHorizon());
        };
    }

    public Duration sweepInterval() {
        return Duration.ofMillis(getLong(SWEEP_INTERVAL));
    }

    public OnGap onGap() {
        return OnGap.valueOf(getString(ON_GAP).toUpperCase(Locale.ROOT));
    }

    public String topicPrefix() {
        return getString(TOPIC_PREFIX);
    }

    public TopicNames topicNames() {
        return new TopicNames(getString(TOPIC_NAME_FORMAT), topicPrefix());
    }

    public EventFormat eventFormat() {
        return EventFormat.ofText(getString(EVENT_FORMAT)).orElseThrow();
    }

    public ItemFormat itemFormat() {
        return ItemFormat.ofText(getString(ITEM_FORMAT)).orElseThrow();
    }

    public NameAdjustment schemaNameAdjustment() {
        return NameAdjustment.ofText(getString(SCHEMA_NAME_ADJUSTMENT)).orElseThrow();
    }

    public NameAdjustment fieldNameAdjustment() {
        return NameAdjustment.ofText(getString(FIELD_NAME_ADJUSTMENT)).orElseThrow();
    }

    public boolean tombstonesOnDelete() {
        return getBoolean(TOMBSTONES_ON_DELETE);
    }

    public Duration heartbeatInterval() {
        return Duration.ofMillis(getLong(HEARTBEAT_INTERVAL));
    }

    public Duration pollIdleMax() {
        return Duration.ofMillis(getLong(POLL_IDLE_MAX));
    }

    public Duration stallTimeout() {
        return Duration.ofMillis(getLong(STALL_TIMEOUT));
    }

    public long maxQueueBytes() {
        return getLong(MAX_QUEUE_BYTES);
    }

    public AwsConfig aws() {
        return new AwsConfig(this);
    }
}
