/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import io.changefeed.event.ItemValue;
import io.changefeed.event.NullCharacters;
import io.changefeed.event.Path;
import io.changefeed.readmodel.projection.Cast;
import io.changefeed.readmodel.projection.ColumnSource;
import io.changefeed.readmodel.projection.ProjectedColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.connect.errors.DataException;

/**
 * The properties {@code projection.column.<name>.*} of all columns.
 *
 * @param properties the values, by property name without the prefix
 * @param defaultCast the cast of columns for which none is configured
 * @param acceptsNullCharacters whether texts can contain U+0000
 */
record ColumnProperties(Map<String, String> properties, Cast defaultCast, boolean acceptsNullCharacters) {
    static final String PREFIX = "projection.column.";

    private static final String FROM = "from";
    private static final String CAST = "cast";
    private static final String DEFAULT = "default";
    private static final String CONSTANT = "constant";

    ColumnProperties {
        properties = Map.copyOf(properties);
    }

    /**
     * Adds the properties to a reference page. The real definition cannot contain them, because the names are
     * user-defined.
     */
    static void addPatternsTo(ConfigDef reference, String group) {
        definePattern(
                reference,
                FROM,
                "Path of the value in the item, for example `address.lines[0]`. Quote names that contain dots or"
                        + " brackets: `['a.b']`. `$time` is the time of the change and `$order` the version of the"
                        + " item. If empty, the column contains the attribute with the column's name.",
                group,
                11);
        definePattern(
                reference,
                CAST,
                "Type of the column: " + Cast.EXPECTED
                        + ". `timestamp` accepts ISO 8601 with an offset; `timestamp(s)` and `timestamp(ms)` also"
                        + " accept seconds or milliseconds since the epoch. `json` accepts values of any type. Events"
                        + " with a value that does not fit are rejected. Values are never rounded or truncated, except"
                        + " times, which are truncated to microseconds.",
                group,
                12);
        definePattern(reference, DEFAULT, "Value for items in which the attribute is missing or NULL.", group, 13);
        definePattern(
                reference,
                CONSTANT,
                "Value for all rows. Like `.default`, it is Base64 for `binary` columns and JSON for `json` columns.",
                group,
                14);
    }

    private static void definePattern(
            ConfigDef reference, String suffix, String documentation, String group, int order) {
        String name = PREFIX + "<name>." + suffix;
        reference.define(name, Type.STRING, "", Importance.MEDIUM, documentation, group, order, Width.LONG, name);
    }

    /**
     * Reads the properties of a column.
     *
     * @param reject receives each invalid property and the reason
     * @return empty if a property is invalid
     */
    Optional<ProjectedColumn> column(String name, BiConsumer<String, String> reject) {
        ColumnReader reader = new ColumnReader(name, reject);
        Cast cast = reader.read(CAST, Cast::parse).orElse(defaultCast);
        Optional<ItemValue> constant = reader.read(CONSTANT, text -> parse(text, cast));
        Optional<ItemValue> ifMissing = reader.read(DEFAULT, text -> parse(text, cast));
        Optional<ColumnSource> from = reader.read(FROM, ColumnSource::parse);
        if (reader.text(CONSTANT).isPresent()) {
            reader.rejectWithConstant(FROM);
            reader.rejectWithConstant(DEFAULT);
        }
        if (reader.hasErrors) {
            return Optional.empty();
        }
        ColumnSource source = constant.<ColumnSource>map(ColumnSource.Constant::new)
                .or(() -> from)
                .orElseGet(() -> ColumnSource.attribute(name));
        return Optional.of(new ProjectedColumn(name, source, cast, ifMissing, acceptsNullCharacters));
    }

    private ItemValue parse(String text, Cast cast) {
        ItemValue value = cast.parseValue(text);
        if (!acceptsNullCharacters) {
            try {
                NullCharacters.requireNone(cast.parseSource(text), Path.ROOT);
            } catch (DataException e) {
                throw new IllegalArgumentException(e.getMessage() + ".", e);
            }
        }
        return value;
    }

    /** Rejects properties that do not belong to any column. */
    void rejectUnknown(List<String> names, BiConsumer<String, String> reject) {
        Set<String> known = new HashSet<>();
        for (String name : names) {
            List.of(FROM, CAST, DEFAULT, CONSTANT).forEach(suffix -> known.add(name + "." + suffix));
        }
        properties.keySet().stream()
                .filter(property -> !known.contains(property))
                .forEach(property -> reject.accept(
                        PREFIX + property,
                        "Expected " + PREFIX
                                + "<name>.from, .cast, .default or .constant, where <name> is a column of "
                                + ProjectionConfig.KEY + " or " + ProjectionConfig.COLUMNS + "."));
    }

    /** Reads the properties of one column and records whether one of them is invalid. */
    private final class ColumnReader {
        private final String column;
        private final BiConsumer<String, String> reject;
        private boolean hasErrors;

        ColumnReader(String column, BiConsumer<String, String> reject) {
            this.column = column;
            this.reject = reject;
        }

        Optional<String> text(String suffix) {
            return Optional.ofNullable(properties.get(column + "." + suffix));
        }

        <T> Optional<T> read(String suffix, Function<String, T> reader) {
            try {
                return text(suffix).map(reader);
            } catch (IllegalArgumentException e) {
                reject(suffix, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        void rejectWithConstant(String suffix) {
            if (text(suffix).isPresent()) {
                reject(suffix, "Not allowed for a column that has a constant.");
            }
        }

        private void reject(String suffix, String reason) {
            hasErrors = true;
            reject.accept(PREFIX + column + "." + suffix, reason);
        }
    }
}
