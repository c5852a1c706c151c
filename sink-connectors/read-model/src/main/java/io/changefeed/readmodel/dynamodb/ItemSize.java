/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Estimates the size of items by the rules of "Item sizes and formats" in the DynamoDB Developer Guide. */
final class ItemSize {
    private static final long COLLECTION = 3;
    private static final long ELEMENT = 1;

    private ItemSize() {}

    /** The size in bytes; numbers are estimated. */
    static long of(Map<String, AttributeValue> attributes) {
        return attributes.entrySet().stream()
                .mapToLong(attribute -> bytes(attribute.getKey()) + of(attribute.getValue()))
                .sum();
    }

    private static long of(AttributeValue value) {
        return switch (value.type()) {
            case S -> bytes(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToLong(ItemSize::bytes).sum();
            case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
            case BS ->
                value.bs().stream()
                        .map(SdkBytes::asByteArrayUnsafe)
                        .mapToLong(bytes -> bytes.length)
                        .sum();
            case M -> COLLECTION + ELEMENT * value.m().size() + of(value.m());
            case L -> COLLECTION + elements(value.l());
            case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> 1;
        };
    }

    private static long elements(List<AttributeValue> elements) {
        return elements.stream().mapToLong(element -> ELEMENT + of(element)).sum();
    }

    private static long bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** One byte per two significant digits, and up to three more. */
    private static long number(String digits) {
        return digits.length() / 2 + 3L;
    }

    /** The nesting levels of the deepest value: 1 for values that are neither maps nor lists. */
    static int levels(Map<String, AttributeValue> attributes) {
        return attributes.values().stream().mapToInt(ItemSize::levels).max().orElse(0);
    }

    private static int levels(AttributeValue value) {
        return switch (value.type()) {
            case M -> 1 + levels(value.m());
            case L -> 1 + value.l().stream().mapToInt(ItemSize::levels).max().orElse(0);
            default -> 1;
        };
    }
}
