/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import io.changefeed.event.ItemValue;
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

/**
 * The properties {@code projection.column.<name>.*} of all columns.
 *
 * @param properties by what follows the prefix
 * @param uncast the cast of a column for which none is set
 */
record ColumnProperties(Map<String, String> properties, Cast uncast) {
    static final String PREFIX = "projection.column.";

    private static final String FROM = "from";
    private static final String CAST = "cast";
    private static final String DEFAULT = "default";
    private static final String CONSTANT = "constant";

    ColumnProperties {
        properties = Map.copyOf(properties);
    }

    /** For people to read: a definition cannot know the names. */
    static void addPatternsTo(ConfigDef reference, String group) {
        pattern(
                reference,
                FROM,
                "The path of the column's value in the item, as `address.lines[0]`; names with dots or brackets stand as"
                        + " `['a.b']`. `$time` is the time of the change, `$order` the version that it made of the item."
                        + " Empty: the attribute of the column's name.",
                group,
                11);
        pattern(
                reference,
                CAST,
                "The column's type: " + Cast.EXPECTED + ". `timestamp` takes ISO 8601 with an offset, and with `(s)` or"
                        + " `(ms)` numbers since the epoch too; `json` writes a value of any type. A value that does not"
                        + " fit is rejected: nothing is rounded or cut but times, to the microsecond.",
                group,
                12);
        pattern(reference, DEFAULT, "The value where the item has none, or NULL.", group, 13);
        pattern(
                reference,
                CONSTANT,
                "The value for all rows. This and the default are Base64 for `binary`, and JSON for `json`.",
                group,
                14);
    }

    private static void pattern(ConfigDef reference, String aspect, String documentation, String group, int order) {
        String name = PREFIX + "<name>." + aspect;
        reference.define(name, Type.STRING, "", Importance.MEDIUM, documentation, group, order, Width.LONG, name);
    }

    /**
     * A column.
     *
     * @param refuse is told of each wrong property and the reason
     * @return empty when one is wrong
     */
    Optional<ProjectedColumn> column(String name, BiConsumer<String, String> refuse) {
        Reader reader = new Reader(name, refuse);
        Cast cast = reader.read(CAST, Cast::parse).orElse(uncast);
        Optional<ItemValue> constant = reader.read(CONSTANT, cast::ofText);
        Optional<ItemValue> ifMissing = reader.read(DEFAULT, cast::ofText);
        Optional<ColumnSource> from = reader.read(FROM, ColumnSource::parse);
        if (reader.text(CONSTANT).isPresent()) {
            reader.refuseWithConstant(FROM);
            reader.refuseWithConstant(DEFAULT);
        }
        if (reader.isWrong) {
            return Optional.empty();
        }
        ColumnSource source = constant.<ColumnSource>map(ColumnSource.Constant::new)
                .or(() -> from)
                .orElseGet(() -> ColumnSource.attribute(name));
        return Optional.of(new ProjectedColumn(name, source, cast, ifMissing));
    }

    /** Tells of the properties that no column has. */
    void requireColumns(List<String> names, BiConsumer<String, String> refuse) {
        Set<String> known = new HashSet<>();
        for (String name : names) {
            List.of(FROM, CAST, DEFAULT, CONSTANT).forEach(aspect -> known.add(name + "." + aspect));
        }
        properties.keySet().stream()
                .filter(property -> !known.contains(property))
                .forEach(property -> refuse.accept(
                        PREFIX + property,
                        "Expected " + PREFIX
                                + "<name>.from, .cast, .default or .constant, with the name of a column in "
                                + ProjectionConfig.KEY + " or " + ProjectionConfig.COLUMNS + "."));
    }

    /** The properties of one column. */
    private final class Reader {
        private final String column;
        private final BiConsumer<String, String> refuse;
        private boolean isWrong;

        Reader(String column, BiConsumer<String, String> refuse) {
            this.column = column;
            this.refuse = refuse;
        }

        Optional<String> text(String aspect) {
            return Optional.ofNullable(properties.get(column + "." + aspect));
        }

        <T> Optional<T> read(String aspect, Function<String, T> reader) {
            try {
                return text(aspect).map(reader);
            } catch (IllegalArgumentException e) {
                refuse(aspect, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        void refuseWithConstant(String aspect) {
            if (text(aspect).isPresent()) {
                refuse(aspect, "The column has a constant, which says what is in it.");
            }
        }

        private void refuse(String aspect, String reason) {
            isWrong = true;
            refuse.accept(PREFIX + column + "." + aspect, reason);
        }
    }
}
