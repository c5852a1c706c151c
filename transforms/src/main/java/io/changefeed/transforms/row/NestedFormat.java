/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ItemFormat;
import java.util.Optional;

/** What maps, lists and sets become without a declared schema: the property {@code nested.format}. */
public enum NestedFormat {
    /** Ordinary JSON, as text. */
    JSON("json", Optional.of(ItemFormat.JSON)),
    /** DynamoDB's JSON, as text. */
    DYNAMODB_JSON("dynamodb-json", Optional.of(ItemFormat.DYNAMODB_JSON)),
    /** Maps and lists. */
    NATIVE("native", Optional.empty());

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // an Optional of an enum
    private final Optional<ItemFormat> json;

    NestedFormat(String text, Optional<ItemFormat> json) {
        this.text = text;
        this.json = json;
    }

    /** The text that stands in a configuration. */
    public String text() {
        return text;
    }

    /** The JSON that nested values are text in; empty where they are not text. */
    Optional<ItemFormat> json() {
        return json;
    }
}
