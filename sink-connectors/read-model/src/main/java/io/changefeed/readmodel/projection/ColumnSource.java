/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.Timestamps;
import java.util.List;
import java.util.Optional;

/** Where the values of a column come from. */
public sealed interface ColumnSource {
    /**
     * The value before the cast; empty when there is none.
     *
     * @param source of the change
     * @param root where the item stands in the event
     */
    Optional<ItemValue> value(Item item, Source source, Path root);

    /** Where {@link #value} looks, for messages. */
    Path path(Path root);

    /** The item. */
    record Attribute(ItemPath path) implements ColumnSource {
        @Override
        public Optional<ItemValue> value(Item item, Source source, Path root) {
            return path.in(item, root);
        }

        @Override
        public Path path(Path root) {
            return path.below(root);
        }
    }

    /** The change itself. */
    enum Change implements ColumnSource {
        /** When the change was made, as a text. */
        TIME("$time", "ts_ms") {
            @Override
            public Optional<ItemValue> value(Item item, Source source, Path root) {
                return Optional.of(new ItemValue.S(Timestamps.text(source.time())));
            }
        },
        /** The version that it made of the item: {@code source.order}. */
        ORDER("$order", "order") {
            @Override
            public Optional<ItemValue> value(Item item, Source source, Path root) {
                return Optional.of(new ItemValue.S(source.order().text()));
            }
        };

        private final String text;
        private final String field;

        Change(String text, String field) {
            this.text = text;
            this.field = field;
        }

        @Override
        public Path path(Path root) {
            return Path.ROOT.field("source").field(field);
        }
    }

    /** A value that the configuration gives. */
    record Constant(ItemValue value) implements ColumnSource {
        @Override
        public Optional<ItemValue> value(Item item, Source source, Path root) {
            return Optional.of(value);
        }

        @Override
        public Path path(Path root) {
            return Path.ROOT;
        }
    }

    /** The attribute of this name, whatever characters are in it. */
    static ColumnSource attribute(String name) {
        return new Attribute(new ItemPath(List.of(new ItemPath.Attribute(name))));
    }

    /**
     * Reads a path in the item, {@code $time} or {@code $order}.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static ColumnSource parse(String text) {
        for (Change change : Change.values()) {
            if (change.text.equals(text)) {
                return change;
            }
        }
        if (text.startsWith("$")) {
            throw new IllegalArgumentException(
                    "Expected a path, $time or $order; an attribute whose name begins with $ stands as ['$name'].");
        }
        return new Attribute(ItemPath.parse(text));
    }
}
