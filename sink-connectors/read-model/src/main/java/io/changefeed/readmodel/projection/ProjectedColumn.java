/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.RowKey;
import java.util.Optional;

/**
 * A column and how its values are made.
 *
 * @param ifMissing the value where the item has none or NULL, in the column's form
 */
public record ProjectedColumn(String name, ColumnSource source, Cast cast, Optional<ItemValue> ifMissing) {
    /** The column in the target table. */
    public Column column() {
        return new Column(name, cast.type());
    }

    /** The attribute of the item that this column holds as it is; empty when it holds something else. */
    public Optional<String> attribute() {
        return source instanceof ColumnSource.Attribute item ? item.path().attribute() : Optional.empty();
    }

    /** Whether the values are the configuration's alone. */
    boolean isConstant() {
        return source instanceof ColumnSource.Constant;
    }

    /** Whether an attribute that differs makes a value that differs. */
    boolean keepsApart() {
        return cast.isInjective();
    }

    /**
     * The value; empty when there is none.
     *
     * @throws RejectedEventException when the value does not fit the column; the message names its path
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
        try {
            return cast.of(value);
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException(
                    source.path(root) + ": " + ValueText.of(value) + " does not fit the column '" + name + "': "
                            + e.getMessage(),
                    e);
        }
    }

    /** The value of a column of a key: a number has one text there, however the item writes it. */
    ItemValue keyValue(Item item, Source from, Path root) {
        Optional<ItemValue> made = isConstant()
                ? value(item, from, root)
                : value(source.value(item, from, root).map(RowKey::canonical), root);
        return made.filter(value -> !(value instanceof ItemValue.Null))
                .orElseThrow(() -> new RejectedEventException(source.path(root)
                        + ": there is no value, and the column '" + name + "' is in the key of the row"));
    }
}
