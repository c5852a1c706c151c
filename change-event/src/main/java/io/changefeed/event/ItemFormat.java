/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Arrays;
import java.util.Optional;

/** How an item is written in an event: the property {@code item.format}. */
public enum ItemFormat {
    /** Exact, with DynamoDB's types. */
    DYNAMODB_JSON("dynamodb-json", new DynamoDbJson()),
    /** Ordinary JSON for people; types are inferred when it is read. */
    JSON("json", new PlainJson());

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // both codecs are stateless
    private final ItemJson json;

    ItemFormat(String text, ItemJson json) {
        this.text = text;
        this.json = json;
    }

    /** The text that stands in a configuration and in the event's field {@code source.item_format}. */
    public String text() {
        return text;
    }

    /** Writes and reads items in this format. */
    public ItemJson json() {
        return json;
    }

    /** The constant with this text; empty when there is none. */
    public static Optional<ItemFormat> parse(String text) {
        return Arrays.stream(values()).filter(f -> f.text.equals(text)).findFirst();
    }
}
