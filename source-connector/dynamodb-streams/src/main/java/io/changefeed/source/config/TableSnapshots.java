/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.source.selection.Filter;
import io.changefeed.source.selection.Projection;
import io.changefeed.source.selection.Selection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The properties of single tables' snapshots: the table's name is the last part of each one's name. */
final class TableSnapshots {
    private static final String MODE = SnapshotConfig.MODE + ".";
    private static final String FILTER = "snapshot.filter.";
    private static final String PROJECTION = "snapshot.projection.";
    private static final String TABLE = "<table>";

    private final Map<String, Object> properties;

    TableSnapshots(AbstractConfig config) {
        this.properties = config.originals();
    }

    /** Adds them to a definition that people read: their names stand for many. */
    static void addTo(ConfigDef reference) {
        reference
                .define(
                        MODE + TABLE,
                        Type.STRING,
                        "",
                        LOW,
                        "`" + SnapshotConfig.MODE
                                + "` of one table, by its name: `snapshot.mode.orders=initial`. Empty: as" + " `"
                                + SnapshotConfig.MODE + "` says.",
                        SnapshotConfig.GROUP,
                        101,
                        Width.SHORT,
                        "Snapshot mode of a table")
                .define(
                        FILTER + TABLE,
                        Type.STRING,
                        "",
                        LOW,
                        "Which rows of one table its snapshots read, as JSON: `{\"expression\": \"#s = :open\", \"names\":"
                                + " {\"#s\": \"status\"}, \"values\": {\":open\": {\"S\": \"open\"}}}`, a filter expression of"
                                + " DynamoDB with its names, and its values in DynamoDB JSON. DynamoDB counts the read units of"
                                + " the rows that it leaves out too. Changes are not filtered. A row that changes while it is read"
                                + " is read again where the stream has no new images; it is then handed over whether it"
                                + " still matches or not. A snapshot that has begun keeps its own filter. Empty: all rows.",
                        SnapshotConfig.GROUP,
                        102,
                        Width.LONG,
                        "Filter of a table's snapshots")
                .define(
                        PROJECTION + TABLE,
                        Type.LIST,
                        List.of(),
                        LOW,
                        "Which attributes of one table its snapshots read, separated by commas: names, and paths such as"
                                + " `address.lines[0]`. The key's are always read. `after` of a row then holds these and no others,"
                                + " and a consumer that takes it for the whole item loses the rest; changes hold the whole"
                                + " image. A name with a dot, a comma or brackets cannot be given. A snapshot that has begun keeps"
                                + " its own projection. Empty: all attributes.",
                        SnapshotConfig.GROUP,
                        103,
                        Width.LONG,
                        "Projection of a table's snapshots");
    }

    static void check(PropertyChecks checks) {
        Optional<Predicate<String>> isRead = tables(checks);
        Map.<String, Check>of(
                        MODE,
                        TableSnapshots::mode,
                        FILTER,
                        TableSnapshots::filter,
                        PROJECTION,
                        TableSnapshots::projection)
                .forEach((prefix, check) -> checks.withPrefix(prefix).forEach((table, text) -> {
                    if (isRead.filter(read -> !read.test(table)).isPresent()) {
                        checks.addUndefinedError(prefix + table, "The connector reads no table '" + table + "'.");
                    } else if (!text.isBlank()) {
                        try {
                            check.parse(text);
                        } catch (IllegalArgumentException e) {
                            checks.addUndefinedError(prefix + table, e.getMessage() + ".");
                        }
                    }
                }));
    }

    private interface Check {
        /** Throws an IllegalArgumentException when the text is none of its kind. */
        Object parse(String text);
    }

    /** Which tables are read; empty when that cannot be told. */
    private static Optional<Predicate<String>> tables(PropertyChecks checks) {
        if (checks.hasError(TablesConfig.TABLES) || checks.hasError(TablesConfig.TABLES_REGEX)) {
            return Optional.empty();
        }
        if (checks.isSet(TablesConfig.TABLES_REGEX)) {
            return checks.value(TablesConfig.TABLES_REGEX, String.class)
                    .map(regex -> Pattern.compile(regex).asMatchPredicate());
        }
        return checks.value(TablesConfig.TABLES, List.class).map(TableSnapshots::isNamed);
    }

    private static Predicate<String> isNamed(List<?> tables) {
        return table -> tables.stream()
                .anyMatch(named -> TableName.parse(String.valueOf(named)).name().equals(table));
    }

    private static SnapshotMode mode(String text) {
        return SnapshotConfig.MODES
                .parse(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException(
                        "String must be one of: " + String.join(", ", SnapshotConfig.MODES.texts())));
    }

    private static Filter filter(String text) {
        return Filter.parse(text);
    }

    private static Projection projection(String text) {
        return new Projection(
                Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    Optional<SnapshotMode> ownMode(String table) {
        return of(MODE, table).map(TableSnapshots::mode);
    }

    Selection selection(String table) {
        try {
            return new Selection(
                    of(FILTER, table).map(TableSnapshots::filter),
                    of(PROJECTION, table).map(TableSnapshots::projection).orElse(Projection.ALL));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("The filter or the projection of table '" + table + "': " + e.getMessage());
        }
    }

    private Optional<String> of(String prefix, String table) {
        return Optional.ofNullable(properties.get(prefix + table))
                .map(Object::toString)
                .filter(text -> !text.isBlank());
    }
}
