/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.row;

import io.changefeed.event.ItemFormat;
import java.util.Optional;

/** How to represent maps, lists and sets without a declared schema: the property {@code nested.format}. */
public enum NestedFormat {
    /** JSON text. */
    JSON("json", Optional.of(ItemFormat.JSON)),
    /** DynamoDB JSON text. */
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

    /** Returns the value of the property. */
    public String text() {
        return text;
    }

    /** Returns the format of the JSON text; empty for maps and lists. */
    Optional<ItemFormat> json() {
        return json;
    }
}
