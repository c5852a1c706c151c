/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.NullCharacters;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.Column;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * A column of a projection: where its values come from and how they are converted.
 *
 * @param ifMissing the converted value for items in which the attribute is missing or NULL
 * @param acceptsNullCharacters whether text can contain U+0000
 */
public record ProjectedColumn(
        String name, ColumnSource source, Cast cast, Optional<ItemValue> ifMissing, boolean acceptsNullCharacters) {
    /** The column of the target table. */
    public Column column() {
        return new Column(name, cast.type());
    }

    /** The top-level attribute that this column contains; empty if its source is something else. */
    public Optional<String> attribute() {
        return source instanceof ColumnSource.Attribute item ? item.path().attribute() : Optional.empty();
    }

    /** Whether the column has the same value in all rows. */
    boolean isConstant() {
        return source instanceof ColumnSource.Constant;
    }

    /** Whether different attribute values result in different column values. */
    boolean isInjective() {
        return cast.isInjective();
    }

    /**
     * The value of the column; empty if there is none.
     *
     * @throws RejectedEventException if the value does not fit the column; the message contains its path
     */
    Optional<ItemValue> value(Item item, Source from, Path root) {
        if (source instanceof ColumnSource.Constant constant) {
            return Optional.of(constant.value());
        }
        return value(source.value(item, from, root), root);
    }

    private Optional<ItemValue> value(Optional<ItemValue> found, Path root) {
        if (found.isEmpty() || found.get() instanceof ItemValue.Null) {
            return ifMissing.or(() -> found.filter(value -> cast.keepsNull()));
        }
        return Optional.of(cast(found.get(), root));
    }

    private ItemValue cast(ItemValue value, Path root) {
        requireStorable(value, root);
        try {
            return cast.apply(value);
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(
                    source.path(root) + ": " + ValueRenderer.render(value) + " does not fit the column '" + name + "': "
                            + e.getMessage(),
                    e);
        }
    }

    /** Checked before the statement: the database would reject it together with all other rows. */
    private void requireStorable(ItemValue value, Path root) {
        if (!acceptsNullCharacters && !isFree(value)) {
            try {
                NullCharacters.requireNone(value, source.path(root));
            } catch (DataException e) {
                throw new RejectedEventException(e.getMessage() + " in the column '" + name + "'", e);
            }
        }
    }

    /** Whether a string has no null character. Most values are strings, and need no path for a message. */
    private static boolean isFree(ItemValue value) {
        return value instanceof ItemValue.S text && text.text().indexOf('\0') < 0;
    }

    /** The value of a key column. It is cast from the canonical form, so that equal values have one key. */
    ItemValue keyValue(Item item, Source from, Path root) {
        Optional<ItemValue> value = isConstant()
                ? value(item, from, root)
                : value(source.value(item, from, root).map(ItemValue::canonical), root);
        return value.filter(found -> !(found instanceof ItemValue.Null))
                .orElseThrow(() ->
                        new RejectedEventException(source.path(root) + ": no value for the key column '" + name + "'"));
    }
}
