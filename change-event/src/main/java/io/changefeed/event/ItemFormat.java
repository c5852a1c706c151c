/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The representation of items in an event: the property {@code item.format}. */
public enum ItemFormat {
    /** DynamoDB JSON: exact, with types. */
    DYNAMODB_JSON("dynamodb-json", new DynamoDbJson()),
    /** Plain JSON, easy to read; types are inferred on reading. */
    JSON("json", new PlainJson());

    private static final Map<String, ItemFormat> BY_TEXT =
            Arrays.stream(values()).collect(toUnmodifiableMap(ItemFormat::text, identity()));

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // both codecs are stateless
    private final ItemJson json;

    ItemFormat(String text, ItemJson json) {
        this.text = text;
        this.json = json;
    }

    /** Returns the value of the property and of the field {@code source.item_format}. */
    public String text() {
        return text;
    }

    /** Returns the codec of this format. */
    public ItemJson json() {
        return json;
    }

    /** Returns the constant with this text; empty if there is none. */
    public static Optional<ItemFormat> parse(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
