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

/** The {@code projection.*} properties. */
public final class ProjectionConfig {
    public static final String TABLE = "projection.table";
    public static final String VERSION = "projection.version";
    public static final String SOURCE_KEY = "projection.source.key";
    public static final String KEY = "projection.key";
    public static final String COLUMNS = "projection.columns";

    private static final String GROUP = "Projection";

    private final AbstractConfig config;
    private final ColumnType uncast;

    /** @param uncast the type of a column for which no cast is set */
    public ProjectionConfig(AbstractConfig config, ColumnType uncast) {
        this.config = config;
        this.uncast = uncast;
    }

    public static void addTo(ConfigDef definition) {
        definition
                .define(
                        TABLE,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(ProjectionConfig::requireName, () -> "the name of a table"),
                        HIGH,
                        "The table that is written.",
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
                        "With a version n the table that is written is `<" + TABLE
                                + ">_v<n>`: a table beside the one that"
                                + " is in use, for a projection that has changed. Empty: the name alone.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Version")
                .define(
                        SOURCE_KEY,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 1, 2), () -> "one or two attributes"),
                        HIGH,
                        "The key attributes of the tables whose changes are read: the partition key, and the sort key where"
                                + " there is one. Where all of them are columns of `" + KEY
                                + "` and one topic is read, a row is one item's; else several items can write one row, and it shows the one that"
                                + " was changed last.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Key of the source")
                .define(
                        KEY,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 1, Integer.MAX_VALUE),
                                () -> "names of columns"),
                        HIGH,
                        "The columns that are the key of a row, separated by commas. Where one of them holds anything but"
                                + " an attribute of `" + SOURCE_KEY
                                + "`, a change can move an item to another row, and the stream needs the view type"
                                + " NEW_AND_OLD_IMAGES.",
                        GROUP,
                        4,
                        Width.LONG,
                        "Key")
                .define(
                        COLUMNS,
                        Type.LIST,
                        List.of(),
                        ConfigDef.LambdaValidator.with(
                                (name, value) -> requireNames(name, value, 0, Integer.MAX_VALUE),
                                () -> "names of columns"),
                        HIGH,
                        "The other columns, separated by commas. By default a column holds the attribute of its name.",
                        GROUP,
                        5,
                        Width.LONG,
                        "Columns");
    }

    /** Those of single columns, whose names a user completes. */
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
            throw new ConfigException(property, value, "Expected the name of a table.");
        }
    }

    private static void requireNames(String property, @Nullable Object value, int least, int most) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        if (names.size() < least || names.size() > most || names.stream().anyMatch(String::isBlank)) {
            throw new ConfigException(
                    property, value, most == 2 ? "Expected one or two names." : "Expected names separated by commas.");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new ConfigException(property, value, "A name stands here twice.");
        }
    }

    /** Checks what depends on each other, each error on its property. */
    public static void check(PropertyChecks checks, ColumnType uncast) {
        ColumnProperties properties = new ColumnProperties(checks.withPrefix(ColumnProperties.PREFIX), Cast.to(uncast));
        List<String> key = names(checks, KEY);
        List<String> others = names(checks, COLUMNS);
        key.stream()
                .filter(others::contains)
                .forEach(name -> checks.addError(COLUMNS, "'" + name + "' stands in '" + KEY + "' already."));
        properties.requireColumns(List.copyOf(columnNames(checks)), checks::addUndefinedError);
        others.forEach(name -> properties.column(name, checks::addUndefinedError));
        for (String name : key) {
            properties.column(name, checks::addUndefinedError).ifPresent(column -> requireForKey(column, checks));
        }
    }

    private static void requireForKey(ProjectedColumn column, PropertyChecks checks) {
        if (column.source() instanceof ColumnSource.Change) {
            checks.addError(
                    KEY,
                    "'" + column.name()
                            + "' differs for each change of an item, so that its rows could not be found again.");
        } else if (!column.cast().isForKeys()) {
            checks.addError(KEY, "'" + column.name() + "' has a type that no key has.");
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

    /** The names of the projection's columns, as far as they can be read. */
    public static Set<String> columnNames(PropertyChecks checks) {
        Set<String> names = new TreeSet<>(names(checks, KEY));
        names.addAll(names(checks, COLUMNS));
        return names;
    }

    /**
     * What the properties say.
     *
     * @throws ConfigException when {@link #check} would refuse a column
     */
    public Projection projection() {
        Map<String, String> properties = new HashMap<>();
        config.originalsWithPrefix(ColumnProperties.PREFIX)
                .forEach((name, value) -> properties.put(name, String.valueOf(value)));
        ColumnProperties columns = new ColumnProperties(properties, Cast.to(uncast));
        return new Projection(
                table(),
                Set.copyOf(config.getList(SOURCE_KEY)),
                columns(columns, config.getList(KEY)),
                columns(columns, config.getList(COLUMNS)),
                readsOneTopic());
    }

    /** Connect's own property: several tables have several topics. */
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
