/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A placeholder in a template, which is replaced with a field of the event.
 *
 * @param name name in the template
 */
record WebhookPlaceholder(String name, Function<ChangeEvent, String> content) {
    private static final String KEY = "key.";

    private enum Field {
        TABLE(event -> event.source().table()),
        OP(event -> event.operation().code()),
        EVENT_ID(event -> event.source().eventId()),
        ORDER(event -> event.source().order().text());

        @SuppressWarnings("ImmutableEnumChecker") // all functions are stateless
        private final Function<ChangeEvent, String> content;

        Field(Function<ChangeEvent, String> content) {
            this.content = content;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the placeholder is unknown */
    static WebhookPlaceholder parse(String name) {
        if (name.startsWith(KEY) && name.length() > KEY.length()) {
            String attribute = name.substring(KEY.length());
            return new WebhookPlaceholder(name, event -> key(event, attribute));
        }
        return Arrays.stream(Field.values())
                .filter(field -> field.text().equals(name))
                .findFirst()
                .map(field -> new WebhookPlaceholder(name, field.content))
                .orElseThrow(() ->
                        new IllegalArgumentException("Unknown placeholder '${" + name + "}'; " + supported() + "."));
    }

    /** Returns the list of placeholders for error messages. */
    static String supported() {
        return Arrays.stream(Field.values())
                .map(field -> "${" + field.text() + "}")
                .collect(Collectors.joining(", ", "supported placeholders: ", " and ${key.<key attribute>}"));
    }

    /** @throws RejectedEventException if the event does not have the field */
    String value(ChangeEvent event) {
        return content.apply(event);
    }

    /** Returns the value if it is the table or the operation, otherwise the placeholder. */
    String nameFor(ChangeEvent event) {
        boolean isNamed = name.equals(Field.TABLE.text()) || name.equals(Field.OP.text());
        return isNamed ? value(event) : "${" + name + "}";
    }

    private static String key(ChangeEvent event, String attribute) {
        Map<String, ItemValue> attributes = event.key().attributes();
        ItemValue value = attributes.get(attribute);
        if (value == null) {
            throw new RejectedEventException("source.key." + attribute + ": the table '"
                    + event.source().table() + "' has no such key attribute; its key attributes are "
                    + attributes.keySet());
        }
        return text(value);
    }

    private static String text(ItemValue value) {
        if (value instanceof ItemValue.S string) {
            return string.text();
        }
        if (value instanceof ItemValue.N number) {
            return number.digits();
        }
        ByteBuffer base64 = Base64.getEncoder().encode(((ItemValue.B) value).bytes());
        return StandardCharsets.ISO_8859_1.decode(base64).toString();
    }
}
