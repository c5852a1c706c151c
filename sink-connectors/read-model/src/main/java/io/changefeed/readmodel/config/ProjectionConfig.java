/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.readmodel.projection.Cast;
import io.changefeed.readmodel.projection.ColumnSource;
import io.changefeed.readmodel.projection.ProjectedColumn;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The {@code projection.*} properties: which table is written, and which values its rows contain. */
public final class ProjectionConfig {
    public static final String TABLE = "projection.table";
    public static final String VERSION = "projection.version";
    public static final String SOURCE_KEY = "projection.source.key";
    public static final String KEY = "projection.key";
    public static final String COLUMNS = "projection.columns";

    /** How to give every item its own row, for messages. */
    public static final String OWN_ROWS = "give every item its own row: read one topic, and let '" + KEY
            + "' contain the attributes of '" + SOURCE_KEY + "'.";

    private static final String GROUP = "Projection";

    private final AbstractConfig config;
    private final ColumnType defaultType;
    private final boolean acceptsNullCharacters;

    /**
     * @param defaultType the type of columns for which no cast is configured
     * @param acceptsNullCharacters whether texts can contain U+0000
     */
    public ProjectionConfig(AbstractConfig config, ColumnType defaultType, boolean acceptsNullCharacters) {
        this.config = config;
        this.defaultType = defaultType;
        this.acceptsNullCharacters = acceptsNullCharacters;
    }

    public static void addTo(ConfigDef definition) {
        definition
                .define(
                        TABLE,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(ProjectionConfig::requireName, () -> "a table name"),
                        HIGH,
                        "The table to write to.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Table")
                .define(
                        VERSION,
                        Type.INT,
                        null,
                        optional(Range.atLeast(1)),
                        MEDIUM,
                        "Version n of the projection, which is written to the table `<" + TABLE
                                + ">_v<n>`. Use it to build a changed projection in a new table while readers still"
                                + " use the old one. If empty, the table name has no suffix.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Version")
                .define(
                        SOURCE_KEY,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 1, 2), () -> "one or two attribute names"),
                        HIGH,
                        "Key attributes of the source tables: the partition key and, if there is one, the sort key. If"
                                + " `"
                                + KEY
                                + "` contains all of them and the connector reads one topic, every item has its own"
                                + " row. Otherwise several items can share a row, which shows the item that changed"
                                + " last.",
                        GROUP,
                        3,
                        Width.LONG,
                        "Source key")
                .define(
                        KEY,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 1, Integer.MAX_VALUE), () -> "column names"),
                        HIGH,
                        "Columns of the row key, separated by commas. If one of them is neither an attribute of `"
                                + SOURCE_KEY
                                + "` nor a constant, an update can move an item to another row. This requires that the"
                                + " stream has the view type NEW_AND_OLD_IMAGES, except in SQL with `"
                                + WriteConfig.STALE_WRITE_GUARD + "=true` and without `" + WriteConfig.DELETED_COLUMN
                                + "`, where the row of each item is stored.",
                        GROUP,
                        4,
                        Width.LONG,
                        "Key")
                .define(
                        COLUMNS,
                        Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 0, Integer.MAX_VALUE), () -> "column names"),
                        HIGH,
                        "Non-key columns, separated by commas. By default, a column contains the attribute with its"
                                + " name.",
                        GROUP,
                        5,
                        Width.LONG,
                        "Columns");
    }

    /** Adds the properties of single columns, whose names are user-defined, to a reference page. */
    public static void addPatternsTo(ConfigDef reference) {
        ColumnProperties.addPatternsTo(reference, GROUP);
    }

    private static Validator optional(Validator validator) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value != null) {
                        validator.ensureValid(name, value);
                    }
                },
                validator::toString);
    }

    private static void requireName(String property, @Nullable Object value) {
        if (!(value instanceof String text) || text.isBlank()) {
            throw new ConfigException(property, value, "Expected a table name.");
        }
    }

    private static void requireNames(String property, @Nullable Object value, int min, int max) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        if (names.size() < min || names.size() > max || names.stream().anyMatch(String::isBlank)) {
            throw new ConfigException(
                    property, value, max == 2 ? "Expected one or two names." : "Expected names separated by commas.");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new ConfigException(property, value, "The list contains a name more than once.");
        }
    }

    /** Checks the properties that depend on each other. The other parameters are those of the constructor. */
    public static void check(PropertyChecks checks, ColumnType defaultType, boolean acceptsNullCharacters) {
        ColumnProperties properties = new ColumnProperties(
                checks.withPrefix(ColumnProperties.PREFIX), Cast.to(defaultType), acceptsNullCharacters);
        List<String> key = names(checks, KEY);
        List<String> columns = names(checks, COLUMNS);
        key.stream()
                .filter(columns::contains)
                .forEach(name -> checks.addError(COLUMNS, "'" + name + "' is already a column of '" + KEY + "'."));
        properties.rejectUnknown(List.copyOf(columnNames(checks)), checks::addUndefinedError);
        columns.forEach(name -> properties.column(name, checks::addUndefinedError));
        for (String name : key) {
            properties.column(name, checks::addUndefinedError).ifPresent(column -> requireKeyColumn(column, checks));
        }
    }

    private static void requireKeyColumn(ProjectedColumn column, PropertyChecks checks) {
        if (column.source() instanceof ColumnSource.ChangeMetadata) {
            checks.addError(
                    KEY,
                    "'" + column.name()
                            + "' is different for each change of an item, so it cannot identify the item's row.");
        } else if (!column.cast().isAllowedInKey()) {
            checks.addError(KEY, "'" + column.name() + "' has a type that is not allowed in a key.");
        }
    }

    private static List<String> names(PropertyChecks checks, String property) {
        List<String> names = new ArrayList<>();
        checks.value(property, List.class).ifPresent(list -> {
            for (Object name : list) {
                names.add(String.valueOf(name));
            }
        });
        return names;
    }

    /** The names of all columns in the lists that can be parsed. */
    public static Set<String> columnNames(PropertyChecks checks) {
        Set<String> names = new TreeSet<>(names(checks, KEY));
        names.addAll(names(checks, COLUMNS));
        return names;
    }

    /**
     * The configured projection.
     *
     * @throws ConfigException if a column is invalid according to {@link #check}
     */
    public Projection projection() {
        Map<String, String> properties = new HashMap<>();
        config.originalsWithPrefix(ColumnProperties.PREFIX)
                .forEach((name, value) -> properties.put(name, String.valueOf(value)));
        ColumnProperties columns = new ColumnProperties(properties, Cast.to(defaultType), acceptsNullCharacters);
        return new Projection(
                table(),
                Set.copyOf(config.getList(SOURCE_KEY)),
                columns(columns, config.getList(KEY)),
                columns(columns, config.getList(COLUMNS)),
                readsOneTopic());
    }

    /** Reads the topics from the properties of Connect. Each source table has its own topic. */
    private boolean readsOneTopic() {
        Map<String, Object> properties = config.originals();
        return String.valueOf(properties.getOrDefault("topics.regex", "")).isBlank()
                && Stream.of(String.valueOf(properties.getOrDefault("topics", ""))
                                        .split(","))
                                .filter(topic -> !topic.isBlank())
                                .distinct()
                                .count()
                        <= 1;
    }

    private String table() {
        String name = config.getString(TABLE);
        return Optional.ofNullable(config.getInt(VERSION))
                .map(version -> name + "_v" + version)
                .orElse(name);
    }

    private static List<ProjectedColumn> columns(ColumnProperties columns, List<String> names) {
        return names.stream()
                .map(name -> columns.column(name, (property, reason) -> {
                            throw new ConfigException(
                                    property, columns.properties().get(property), reason);
                        })
                        .orElseThrow())
                .toList();
    }
}
