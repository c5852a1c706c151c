/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.projection;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.readmodel.row.Timestamps;
import java.util.List;
import java.util.Optional;

/** The source of a column's values. */
public sealed interface ColumnSource {
    /**
     * The value before the cast; empty if there is none.
     *
     * @param source the source block of the change event
     * @param root the path of the item in the event
     */
    Optional<ItemValue> value(Item item, Source source, Path root);

    /** The path of the value in the event, for messages. */
    Path path(Path root);

    /** An attribute of the item, or a value nested in it. */
    record Attribute(ItemPath path) implements ColumnSource {
        @Override
        public Optional<ItemValue> value(Item item, Source source, Path root) {
            return path.resolve(item, root);
        }

        @Override
        public Path path(Path root) {
            return path.appendTo(root);
        }
    }

    /** Metadata of the change. */
    enum ChangeMetadata implements ColumnSource {
        /** The time of the change, in text format. */
        TIME("$time", "ts_ms") {
            @Override
            public Optional<ItemValue> value(Item item, Source source, Path root) {
                return Optional.of(new ItemValue.S(Timestamps.format(source.time())));
            }
        },
        /** The version of the item: {@code source.order}. */
        ORDER("$order", "order") {
            @Override
            public Optional<ItemValue> value(Item item, Source source, Path root) {
                return Optional.of(new ItemValue.S(source.order().text()));
            }
        };

        private final String text;
        private final String field;

        ChangeMetadata(String text, String field) {
            this.text = text;
            this.field = field;
        }

        @Override
        public Path path(Path root) {
            return Path.ROOT.field("source").field(field);
        }
    }

    /** A constant from the configuration. */
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

    /** The top-level attribute with this name, which can contain any characters. */
    static ColumnSource attribute(String name) {
        return new Attribute(new ItemPath(List.of(new ItemPath.Attribute(name))));
    }

    /**
     * Parses {@code $time}, {@code $order} or the path of a value in the item.
     *
     * @throws IllegalArgumentException if the text is not one of these
     */
    static ColumnSource parse(String text) {
        for (ChangeMetadata metadata : ChangeMetadata.values()) {
            if (metadata.text.equals(text)) {
                return metadata;
            }
        }
        if (text.startsWith("$")) {
            throw new IllegalArgumentException(
                    "Expected a path, $time or $order. Quote an attribute whose name begins with $: ['$name'].");
        }
        return new Attribute(ItemPath.parse(text));
    }
}
