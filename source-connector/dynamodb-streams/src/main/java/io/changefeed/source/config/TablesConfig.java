/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.source.lineage.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Which tables are read, where they are begun, and what a gap in one means. */
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

    private static final EnumValues<OnGap> ON_GAPS = EnumValues.of(OnGap.class);

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
                        ConfigDef.LambdaValidator.with(
                                TablesConfig::requireTables, () -> "names of tables, or ARNs of their streams"),
                        HIGH,
                        "The tables, separated by commas: names, or the ARNs of their streams for tables of another account."
                                + " Each needs a stream, of any view type.",
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
                        "Instead of `" + TABLES
                                + "`: a regular expression for the whole name. Tables that have a stream are"
                                + " read; those that come later are found within `" + ReadingConfig.TABLE_DISCOVERY_INTERVAL
                                + "` and read from"
                                + " the beginning of their streams. Needs `dynamodb:ListTables`.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Tables by pattern")
                .define(
                        STREAM_START,
                        Type.STRING,
                        TRIM_HORIZON,
                        ValidString.in(TRIM_HORIZON, LATEST, AT_TIMESTAMP),
                        MEDIUM,
                        "Where to begin with a table that has no stored position. `trim_horizon`: with the oldest change that"
                                + " its stream still has, up to 24 hours back. `latest`: with the changes from now on;"
                                + " those of up to a minute before may come too. The shards that are written to now are read from"
                                + " their beginning once, and what is older is dropped."
                                + " `at_timestamp`: with the changes since `" + STREAM_START_TIMESTAMP + "`.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Start")
                .define(
                        STREAM_START_TIMESTAMP,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(TablesConfig::requireInstant, () -> "a time in UTC"),
                        LOW,
                        "A time in UTC such as `2026-01-31T12:00:00Z`, for `" + STREAM_START
                                + "=at_timestamp`. DynamoDB cannot"
                                + " seek to a time, so the stream is read from its oldest change and older changes are dropped;"
                                + " those of up to a minute before may come too.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Start time")
                .define(
                        ON_GAP,
                        Type.STRING,
                        ON_GAPS.text(OnGap.FAIL),
                        ON_GAPS.validator(),
                        MEDIUM,
                        "What to do where changes were lost: DynamoDB keeps them for 24 hours, and those made while a stream was"
                                + " disabled are in none. `fail`: the task fails, for a person to decide. `continue`: read on with"
                                + " what there is. `resnapshot`: read on, and within `" + ReadingConfig.TABLE_DISCOVERY_INTERVAL
                                + "` read the table as a whole; deletes that were lost stay unknown. In each case an ERROR line and a record of type `gap` on the heartbeat topic tell"
                                + " what was lost.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "On a gap")
                .define(
                        VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether DynamoDB is asked when Connect validates the configuration, which it does before it takes it:"
                                + " whether it can be reached, the tables exist, their streams are enabled, and the"
                                + " credentials allow what the connector does. It takes up to half a minute.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Ask DynamoDB");
    }

    static void check(PropertyChecks checks) {
        checkTables(checks);
        checkStart(checks);
    }

    private static void checkTables(PropertyChecks checks) {
        boolean named = checks.value(TABLES, List.class)
                .filter(tables -> !tables.isEmpty())
                .isPresent();
        if (named && checks.isSet(TABLES_REGEX)) {
            checks.addError(TABLES_REGEX, "'" + TABLES + "' is set too; name the tables in one of the two.");
        } else if (!named && !checks.isSet(TABLES_REGEX) && !checks.hasError(TABLES)) {
            checks.addError(TABLES, "Name at least one table, here or by '" + TABLES_REGEX + "'.");
        }
    }

    private static void checkStart(PropertyChecks checks) {
        boolean needed = checks.value(STREAM_START, String.class)
                .filter(AT_TIMESTAMP::equals)
                .isPresent();
        if (needed && !checks.isSet(STREAM_START_TIMESTAMP) && !checks.hasError(STREAM_START_TIMESTAMP)) {
            checks.addError(
                    STREAM_START_TIMESTAMP,
                    "'" + STREAM_START + "=" + AT_TIMESTAMP + "' needs a time such as" + " 2026-01-31T12:00:00Z.");
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

    public List<TableName> names() {
        return config.getList(TABLES).stream().map(TableName::parse).toList();
    }

    /** Empty when the tables are named. */
    public Optional<Pattern> regex() {
        return Optional.of(config.getString(TABLES_REGEX))
                .filter(regex -> !regex.isBlank())
                .map(Pattern::compile);
    }

    /** Where to begin, for a connector that starts now. */
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

    /** A table whose snapshots are taken when they are needed has one taken after a gap. */
    public OnGap onGap(String table) {
        if (new SnapshotConfig(config).mode(table) == SnapshotMode.WHEN_NEEDED) {
            return OnGap.RESNAPSHOT;
        }
        return ON_GAPS.get(config, ON_GAP);
    }
}
