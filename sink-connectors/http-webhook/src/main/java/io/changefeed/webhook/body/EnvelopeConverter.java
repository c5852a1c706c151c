/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts change events to the form in which they appear on a topic with {@code event.format=map}. */
final class EnvelopeConverter {
    private final ItemFormat items;
    /** One writer per key schema. */
    private final Map<KeySchema, ChangeEventWriter> writers = new HashMap<>();

    EnvelopeConverter(ItemFormat items) {
        this.items = items;
    }

    /** Converts an event to nested maps and lists. */
    Object convert(ChangeEvent event) {
        try {
            return writers.computeIfAbsent(schema(event.key()), this::writer)
                    .value(event)
                    .value();
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("source.key: " + e.getMessage(), e);
        }
    }

    private ChangeEventWriter writer(KeySchema key) {
        // The topic only affects schema names, and this form has no schemas.
        return new ChangeEventWriter("webhook", key, EventFormat.MAP, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }

    private static KeySchema schema(ItemKey key) {
        Map<String, KeyType> types = new LinkedHashMap<>();
        key.attributes()
                .forEach((name, value) ->
                        types.put(name, KeyType.valueOf(value.getClass().getSimpleName())));
        return new KeySchema(types);
    }
}
