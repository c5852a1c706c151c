/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.source.lineage.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Properties that select the tables, their start position and the action on a gap. */
public final class TablesConfig {
    public static final String TABLES = "tables";
    public static final String TABLES_REGEX = "tables.regex";
    public static final String STREAM_START = "stream.start";
    public static final String STREAM_START_TIMESTAMP = "stream.start.timestamp";
    public static final String ON_GAP = "on.gap";
    public static final String VALIDATE_REMOTE = ConfigProblem.VALIDATE_REMOTE;

    private static final String GROUP = "Tables";

    private static final String TRIM_HORIZON = "trim_horizon";
    private static final String LATEST = "latest";
    private static final String AT_TIMESTAMP = "at_timestamp";

    private static final Instant MAX_START = Instant.parse("9999-12-31T23:59:59Z");

    private static final EnumValues<GapPolicy> GAP_POLICIES = EnumValues.of(GapPolicy.class);

    private final AbstractConfig config;

    TablesConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        TABLES,
                        Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(TablesConfig::requireTables, () -> "table names or ARNs"),
                        HIGH,
                        "Comma-separated list of the tables to read: table names, or the ARNs of tables or of their"
                                + " streams for tables in another account. Each table must have DynamoDB Streams"
                                + " enabled, with any view type. Either `"
                                + TABLES
                                + "` or `"
                                + TABLES_REGEX
                                + "` is required.",
                        GROUP,
                        1,
                        Width.LONG,
                        "Tables")
                .define(
                        TABLES_REGEX,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(TablesConfig::requireRegex, () -> "a regular expression"),
                        HIGH,
                        "Regular expression that matches the complete names of the tables to read. Tables without a"
                                + " stream are skipped. A table that is created later is discovered within `"
                                + ReadingConfig.TABLE_DISCOVERY_INTERVAL
                                + "` and read from the beginning of its stream. Requires the permission"
                                + " `dynamodb:ListTables`, and `dynamodb:ListStreams` to read the last changes of"
                                + " tables that are deleted while the connector is stopped. Either `"
                                + TABLES
                                + "` or `"
                                + TABLES_REGEX
                                + "` is required; they cannot be combined.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Table pattern")
                .define(
                        STREAM_START,
                        Type.STRING,
                        TRIM_HORIZON,
                        EnumValues.oneOf(List.of(TRIM_HORIZON, LATEST, AT_TIMESTAMP)),
                        MEDIUM,
                        "Position from which a table without a stored offset is read. `trim_horizon`: the oldest"
                                + " change in the stream, up to 24 hours old. `latest`: changes made after the"
                                + " connector starts. The connector reads the open shards once from their beginning"
                                + " and discards older changes; changes from the preceding minute may be included."
                                + " `at_timestamp`: changes made since `"
                                + STREAM_START_TIMESTAMP
                                + "`.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Start position")
                .define(
                        STREAM_START_TIMESTAMP,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(TablesConfig::requireInstant, () -> "a time in UTC"),
                        LOW,
                        "Start time in UTC for `"
                                + STREAM_START
                                + "="
                                + AT_TIMESTAMP
                                + "`, for example `2026-01-31T12:00:00Z`. DynamoDB Streams cannot seek by time: the"
                                + " connector reads the stream from its beginning and discards the changes before"
                                + " this time. Changes from the preceding minute may be included.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Start time")
                .define(
                        ON_GAP,
                        Type.STRING,
                        GAP_POLICIES.text(GapPolicy.FAIL),
                        GAP_POLICIES.validator(),
                        MEDIUM,
                        "Action when changes were lost before the connector read them. DynamoDB Streams retains"
                                + " changes for 24 hours and records none while a stream is disabled. `fail`: the task"
                                + " fails; if table discovery finds the loss, the table has a separate task, provided"
                                + " that `tasks.max` is at least 2. `continue`: the task continues with the oldest"
                                + " change that is available. `resnapshot`: the task continues, and a snapshot of the"
                                + " table is taken"
                                + " within `" + ReadingConfig.TABLE_DISCOVERY_INTERVAL
                                + "`; lost deletes remain undetected. In each case the connector logs an ERROR and"
                                + " writes a record of type `gap` to the heartbeat topic.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Action on a gap")
                .define(
                        VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the validation of the configuration calls DynamoDB to check that it is reachable,"
                                + " that the tables exist and have an enabled stream, and that the credentials have"
                                + " the required permissions. The validation takes up to 30 seconds.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Validate against DynamoDB");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.unset(TABLES), TABLES_REGEX)
                .showIf(PropertyCondition.in(STREAM_START, AT_TIMESTAMP), STREAM_START_TIMESTAMP);
    }

    /** Whether a gap starts a snapshot. */
    static PropertyCondition takesSnapshots() {
        return PropertyCondition.in(ON_GAP, GAP_POLICIES.text(GapPolicy.RESNAPSHOT));
    }

    static void check(PropertyChecks checks) {
        checkTables(checks);
        checkStart(checks);
    }

    private static void checkTables(PropertyChecks checks) {
        boolean listed = checks.value(TABLES, List.class)
                .filter(tables -> !tables.isEmpty())
                .isPresent();
        if (listed && checks.isSet(TABLES_REGEX)) {
            checks.addError(TABLES_REGEX, "Set either '" + TABLES + "' or '" + TABLES_REGEX + "', not both.");
        } else if (!listed
                && !checks.isSet(TABLES_REGEX)
                && !checks.hasError(TABLES)
                && !checks.hasError(TABLES_REGEX)) {
            checks.addError(TABLES, "Set either '" + TABLES + "' or '" + TABLES_REGEX + "'.");
        }
    }

    private static void checkStart(PropertyChecks checks) {
        boolean required = checks.value(STREAM_START, String.class)
                .filter(AT_TIMESTAMP::equals)
                .isPresent();
        if (required && !checks.isSet(STREAM_START_TIMESTAMP) && !checks.hasError(STREAM_START_TIMESTAMP)) {
            checks.addError(
                    STREAM_START_TIMESTAMP,
                    "Required if '" + STREAM_START + "=" + AT_TIMESTAMP
                            + "'. Set a time in UTC, for example 2026-01-31T12:00:00Z.");
        }
        if (!required && checks.isSet(STREAM_START_TIMESTAMP) && !checks.hasError(STREAM_START)) {
            checks.addError(
                    STREAM_START_TIMESTAMP,
                    "Has no effect without '" + STREAM_START + "=" + AT_TIMESTAMP + "'. Set that, or remove this"
                            + " property.");
        }
    }

    private static void requireTables(String property, @Nullable Object value) {
        if (value instanceof List<?> tables) {
            Map<String, String> seen = new HashMap<>();
            for (Object table : tables) {
                String text = String.valueOf(table);
                try {
                    String other = seen.putIfAbsent(TableName.parse(text).nameOrArn(), text);
                    if (other != null) {
                        throw new IllegalArgumentException(
                                other.equals(text)
                                        ? "'" + text + "' is listed twice."
                                        : "'" + other + "' and '" + text + "' are the same table. Remove one of them.");
                    }
                } catch (IllegalArgumentException e) {
                    throw new ConfigException(property, value, e.getMessage());
                }
            }
        }
    }

    private static void requireRegex(String property, @Nullable Object value) {
        try {
            Pattern.compile(String.valueOf(value));
        } catch (PatternSyntaxException e) {
            throw new ConfigException(property, value, "Invalid regular expression: " + e.getDescription() + ".");
        }
    }

    private static void requireInstant(String property, @Nullable Object value) {
        try {
            if (value instanceof String text
                    && !text.isBlank()
                    && Instant.parse(text).isAfter(MAX_START)) {
                throw new ConfigException(property, value, "The latest supported time is " + MAX_START + ".");
            }
        } catch (DateTimeParseException e) {
            throw new ConfigException(property, value, "Set a time in UTC, for example 2026-01-31T12:00:00Z.");
        }
    }

    public List<TableName> names() {
        return config.getList(TABLES).stream().map(TableName::parse).toList();
    }

    /** The pattern of the table names; empty when the tables are listed. */
    public Optional<Pattern> regex() {
        return Optional.of(config.getString(TABLES_REGEX))
                .filter(regex -> !regex.isBlank())
                .map(Pattern::compile);
    }

    /**
     * The configured name of the table with an ARN; empty if neither the list nor the pattern selects it. A table that
     * is listed by its name matches in every account and region: only DynamoDB knows those of the credentials.
     */
    public Optional<TableName> select(String tableArn) {
        String name = tableArn.substring(tableArn.lastIndexOf('/') + 1);
        if (regex().isPresent()) {
            return regex().filter(regex -> regex.matcher(name).matches()).map(regex -> TableName.parse(name));
        }
        return names().stream().filter(table -> table.matches(tableArn, name)).findFirst();
    }

    /** The start position for a connector that starts at the given time. */
    public StreamStart start(Instant now) {
        return switch (config.getString(STREAM_START)) {
            case LATEST -> new StreamStart(true, new Position.Since(now));
            case AT_TIMESTAMP ->
                new StreamStart(false, new Position.Since(Instant.parse(config.getString(STREAM_START_TIMESTAMP))));
            default -> new StreamStart(false, new Position.TrimHorizon());
        };
    }

    public boolean validateRemote() {
        return config.getBoolean(VALIDATE_REMOTE);
    }

    /** The action on a gap of a table; {@code snapshot.mode=when_needed} implies a new snapshot. */
    public GapPolicy onGap(String table) {
        if (new SnapshotConfig(config).mode(table) == SnapshotMode.WHEN_NEEDED) {
            return GapPolicy.RESNAPSHOT;
        }
        return GAP_POLICIES.get(config, ON_GAP);
    }
}
