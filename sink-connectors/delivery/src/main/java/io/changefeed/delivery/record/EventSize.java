/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.N;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Computes the size of an event's key and images in bytes, as DynamoDB measures them. All limits in bytes use this
 * size.
 *
 * <p>It is the size in the event, if DynamoDB returned one. Otherwise, it is computed according to the Developer Guide
 * ("DynamoDB item sizes and formats"): names and strings count in UTF-8, a number takes one byte per two digits plus
 * one byte, and a list or map takes 3 bytes plus one byte per element.
 */
public final class EventSize {
    private static final int NESTING_BYTES = 3;

    private EventSize() {}

    public static long of(ChangeEvent event) {
        if (event.source().sizeBytes() > 0) {
            return event.source().sizeBytes();
        }
        long images = event.before().map(item -> of(item.attributes())).orElse(0L)
                + event.after().map(item -> of(item.attributes())).orElse(0L);
        return of(event.key().attributes()) + images;
    }

    private static long of(Map<String, ItemValue> attributes) {
        return attributes.entrySet().stream()
                .mapToLong(attribute -> utf8(attribute.getKey()) + of(attribute.getValue()))
                .sum();
    }

    private static long of(ItemValue value) {
        return value.fold(new Size());
    }

    private static long utf8(String text) {
        return text.getBytes(UTF_8).length;
    }

    private static final class Size implements ItemValue.Fold<Long> {
        @Override
        public Long string(String text) {
            return utf8(text);
        }

        @Override
        public Long number(String digits) {
            return digits.length() / 2 + 1L;
        }

        @Override
        public Long binary(ByteBuffer bytes) {
            return (long) bytes.remaining();
        }

        @Override
        public Long bool(boolean value) {
            return 1L;
        }

        @Override
        public Long nul() {
            return 1L;
        }

        @Override
        public Long map(Map<String, ItemValue> entries) {
            return NESTING_BYTES + entries.size() + of(entries);
        }

        @Override
        public Long list(List<ItemValue> elements) {
            return NESTING_BYTES
                    + elements.size()
                    + elements.stream().mapToLong(EventSize::of).sum();
        }

        @Override
        public Long stringSet(List<String> texts) {
            return texts.stream().mapToLong(EventSize::utf8).sum();
        }

        @Override
        public Long numberSet(List<N> numbers) {
            return numbers.stream().mapToLong(EventSize::of).sum();
        }

        @Override
        public Long binarySet(List<B> binaries) {
            return binaries.stream().mapToLong(EventSize::of).sum();
        }
    }
}
