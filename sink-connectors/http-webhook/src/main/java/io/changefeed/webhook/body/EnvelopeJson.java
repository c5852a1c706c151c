/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Writes change events as JSON in UTF-8, as they appear on a topic with {@code event.format=json} or {@code map}. */
final class EnvelopeJson {
    private final ItemFormat items;
    private final Map<String, TableWriter> writers = new HashMap<>();

    /** The writer of a table, whose key schema changes if the table is created again. */
    private record TableWriter(KeySchema schema, ChangeEventWriter writer) {
        private boolean fits(ItemKey key) {
            Map<String, KeyType> types = schema.attributes();
            return types.size() == key.attributes().size()
                    && key.attributes().entrySet().stream()
                            .allMatch(attribute -> types.get(attribute.getKey()) == type(attribute.getValue()));
        }
    }

    EnvelopeJson(ItemFormat items) {
        this.items = items;
    }

    /** @throws RejectedEventException if two key attributes would have the same field name */
    byte[] write(ChangeEvent event) {
        try {
            TableWriter table = writers.get(event.source().table());
            if (table == null || !table.fits(event.key())) {
                table = tableWriter(schema(event.key()));
                writers.put(event.source().table(), table);
            }
            return (byte[]) Objects.requireNonNull(table.writer.value(event).value());
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("source.key: " + e.getMessage(), e);
        }
    }

    private TableWriter tableWriter(KeySchema key) {
        // The topic only affects schema names, and this form has no schemas.
        return new TableWriter(
                key,
                new ChangeEventWriter(
                        "webhook", key, EventFormat.JSON, items, NameAdjustment.NONE, NameAdjustment.NONE));
    }

    private static KeySchema schema(ItemKey key) {
        Map<String, KeyType> types = new LinkedHashMap<>();
        key.attributes().forEach((name, value) -> types.put(name, type(value)));
        return new KeySchema(types);
    }

    private static KeyType type(ItemValue value) {
        return value instanceof ItemValue.S ? KeyType.S : value instanceof ItemValue.N ? KeyType.N : KeyType.B;
    }
}
