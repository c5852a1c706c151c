/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
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

/** Properties of the snapshots of one table. The table name is the last part of the property name. */
final class TableSnapshotConfig {
    private static final String MODE = SnapshotConfig.MODE + ".";
    private static final String FILTER = "snapshot.filter.";
    private static final String PROJECTION = "snapshot.projection.";
    private static final String TABLE = "<table>";

    private final Map<String, Object> properties;

    TableSnapshotConfig(AbstractConfig config) {
        this.properties = config.originals();
    }

    /** Adds these properties to the definition for the reference page. */
    static void addTo(ConfigDef reference) {
        reference
                .define(
                        MODE + TABLE,
                        Type.STRING,
                        "",
                        LOW,
                        "Snapshot mode of one table, for example `snapshot.mode.orders=initial`. Empty: the value of `"
                                + SnapshotConfig.MODE + "`.",
                        SnapshotConfig.GROUP,
                        101,
                        Width.SHORT,
                        "Snapshot mode of a table")
                .define(
                        FILTER + TABLE,
                        Type.STRING,
                        "",
                        LOW,
                        "Filter expression that selects the rows of the snapshots of one table, as JSON:"
                                + " `{\"expression\": \"#s = :open\", \"names\": {\"#s\": \"status\"}, \"values\":"
                                + " {\":open\": {\"S\": \"open\"}}}`. `values` are in DynamoDB JSON. DynamoDB also"
                                + " charges read units for the rows that the filter excludes. Changes are not"
                                + " filtered. If the stream has no new images, a row that changes while it is being"
                                + " read is read again, and is emitted even if it no longer matches. A snapshot in"
                                + " progress keeps its filter. Empty: all rows.",
                        SnapshotConfig.GROUP,
                        102,
                        Width.LONG,
                        "Snapshot filter of a table")
                .define(
                        PROJECTION + TABLE,
                        Type.LIST,
                        List.of(),
                        LOW,
                        "Comma-separated list of the attributes that the snapshots of one table read: names, and"
                                + " paths such as `address.lines[0]`. Key attributes are always read. The field"
                                + " `after` of a row contains only these attributes, so a consumer that replaces"
                                + " whole items loses the others; changes contain the complete image. Names that"
                                + " contain dots, commas or brackets are not supported. A snapshot in progress keeps"
                                + " its projection. Empty: all attributes.",
                        SnapshotConfig.GROUP,
                        103,
                        Width.LONG,
                        "Snapshot projection of a table");
    }

    static void check(PropertyChecks checks) {
        Optional<Predicate<String>> isRead = tables(checks);
        Map.<String, Check>of(
                        MODE,
                        TableSnapshotConfig::parseMode,
                        FILTER,
                        TableSnapshotConfig::parseFilter,
                        PROJECTION,
                        TableSnapshotConfig::parseProjection)
                .forEach((prefix, check) -> checks.withPrefix(prefix).forEach((table, text) -> {
                    if (isRead.filter(read -> !read.test(table)).isPresent()) {
                        checks.addUndefinedError(
                                prefix + table,
                                "The connector does not read table '" + table
                                        + "'. Correct the table name, or remove the property.");
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
        /** Throws an IllegalArgumentException when the text is invalid. */
        Object parse(String text);
    }

    /** Matches the names of the tables that the connector reads; empty when these properties are invalid. */
    private static Optional<Predicate<String>> tables(PropertyChecks checks) {
        if (checks.hasError(TablesConfig.TABLES) || checks.hasError(TablesConfig.TABLES_REGEX)) {
            return Optional.empty();
        }
        if (checks.isSet(TablesConfig.TABLES_REGEX)) {
            return checks.value(TablesConfig.TABLES_REGEX, String.class)
                    .map(regex -> Pattern.compile(regex).asMatchPredicate());
        }
        return checks.value(TablesConfig.TABLES, List.class).map(TableSnapshotConfig::isListed);
    }

    private static Predicate<String> isListed(List<?> tables) {
        return table -> tables.stream()
                .anyMatch(
                        listed -> TableName.parse(String.valueOf(listed)).name().equals(table));
    }

    private static SnapshotMode parseMode(String text) {
        return SnapshotConfig.MODES
                .parse(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException(
                        "String must be one of: " + String.join(", ", SnapshotConfig.MODES.texts())));
    }

    private static ScanFilter parseFilter(String text) {
        return ScanFilter.parse(text);
    }

    private static ScanProjection parseProjection(String text) {
        return new ScanProjection(
                Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    Optional<SnapshotMode> mode(String table) {
        return of(MODE, table).map(TableSnapshotConfig::parseMode);
    }

    ScanSelection selection(String table) {
        try {
            return new ScanSelection(
                    of(FILTER, table).map(TableSnapshotConfig::parseFilter),
                    of(PROJECTION, table)
                            .map(TableSnapshotConfig::parseProjection)
                            .orElse(ScanProjection.ALL));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "Invalid snapshot filter or projection for table '" + table + "': " + e.getMessage());
        }
    }

    private Optional<String> of(String prefix, String table) {
        return Optional.ofNullable(properties.get(prefix + table))
                .map(Object::toString)
                .filter(text -> !text.isBlank());
    }
}
