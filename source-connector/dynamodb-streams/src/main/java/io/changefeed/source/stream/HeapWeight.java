/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.util.Collection;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/**
 * Estimates how many bytes of heap the responses of the SDK take. The size that DynamoDB reports says little about it: a
 * number of one digit takes 3 bytes in DynamoDB, and about 170 on the heap: the {@link AttributeValue}, its text, and its
 * entry in a map.
 *
 * <p>The constants were measured with SDK 2.54 on a 64-bit JVM with compressed pointers, as the heap that pages of
 * different records take. The estimate is between 0.9 and 1.4 times the measured value for records of maps and texts.
 * It is up to 3.3 times too high for long lists and sets, whose elements have no entries, and for long attribute names,
 * which records of one page can share.
 */
final class HeapWeight {
    private static final long RECORD_BYTES = 480;
    /** The header of the tombstone that follows a remove. */
    private static final long TOMBSTONE_BYTES = 1_100;

    private static final long MAP_BYTES = 100;
    private static final long VALUE_BYTES = 170;
    private static final int MAX_LATIN_1 = 0xFF;

    private HeapWeight() {}

    /** The weight of a stream record: its keys and both images, and for a remove, its tombstone. */
    static long of(Record record) {
        StreamRecord change = record.dynamodb();
        return RECORD_BYTES
                + (record.eventName() == OperationType.REMOVE ? TOMBSTONE_BYTES : 0)
                + attributes(change.keys())
                + attributes(change.oldImage())
                + attributes(change.newImage());
    }

    /** The weight of an item that was read from a table. */
    static long of(Map<String, AttributeValue> item) {
        return RECORD_BYTES + attributes(item);
    }

    private static long attributes(Map<String, AttributeValue> attributes) {
        long bytes = MAP_BYTES;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            bytes += text(attribute.getKey()) + value(attribute.getValue());
        }
        return bytes;
    }

    /** Recursive: DynamoDB nests values at most 32 levels deep, and the SDK parses them recursively, too. */
    private static long value(AttributeValue value) {
        return switch (value.type()) {
            case S -> VALUE_BYTES + text(value.s());
            case N -> VALUE_BYTES + text(value.n());
            case B -> VALUE_BYTES + value.b().asByteArrayUnsafe().length;
            case SS -> VALUE_BYTES + texts(value.ss());
            case NS -> VALUE_BYTES + texts(value.ns());
            case BS ->
                VALUE_BYTES
                        + value.bs().stream()
                                .mapToLong(each -> VALUE_BYTES + each.asByteArrayUnsafe().length)
                                .sum();
            case L ->
                VALUE_BYTES + value.l().stream().mapToLong(HeapWeight::value).sum();
            case M -> VALUE_BYTES + attributes(value.m());
            case BOOL, NUL, UNKNOWN_TO_SDK_VERSION -> VALUE_BYTES;
        };
    }

    private static long texts(Collection<String> texts) {
        return texts.stream().mapToLong(each -> VALUE_BYTES + text(each)).sum();
    }

    /** A string takes one byte a character, or two if one of its characters is not in Latin-1. */
    private static long text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > MAX_LATIN_1) {
                return 2L * text.length();
            }
        }
        return text.length();
    }
}
