/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSizeTest {
    @Test
    void sizeOfTheSourceIsUsed() {
        assertThat(EventSize.of(Changes.update("a", 1))).isEqualTo(100);
    }

    @Test
    void missingSizeIsComputedFromKeyAndImages() {
        // The key and both images contain pk + a; the new image also contains n + 1.
        ChangeEvent event = unsized(Changes.update("a", 1));

        assertThat(EventSize.of(event)).isEqualTo(3 + 3 + (3 + 1 + 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyTypeIsCounted(ItemValue value, long bytes) {
        ChangeEvent event = unsized(new ChangeEvent(
                Operation.INSERT,
                new ItemKey(Map.of("pk", new ItemValue.S(""))),
                Optional.empty(),
                Optional.of(new Item(Map.of("ü", value))),
                Changes.update("a", 1).source(),
                Changes.TIME));

        assertThat(EventSize.of(event)).isEqualTo(2 + 2 + bytes);
    }

    static List<Object[]> values() {
        ItemValue.N number = new ItemValue.N("12345");
        ItemValue.B binary = ItemValue.B.of((byte) 1, (byte) 2);
        ItemValue.S text = new ItemValue.S("größe");
        return List.of(
                new Object[] {text, 7},
                new Object[] {number, 3},
                new Object[] {binary, 2},
                new Object[] {new ItemValue.Bool(true), 1},
                new Object[] {new ItemValue.Null(), 1},
                new Object[] {new ItemValue.M(Map.of("k", text)), 3 + 1 + 1 + 7},
                new Object[] {new ItemValue.L(List.of(text, number)), 3 + 2 + 7 + 3},
                new Object[] {new ItemValue.SS(List.of("a", "bc")), 3},
                new Object[] {new ItemValue.NS(List.of(number, number)), 6},
                new Object[] {new ItemValue.BS(List.of(binary, binary)), 4});
    }

    private static ChangeEvent unsized(ChangeEvent event) {
        Source from = event.source();
        Source source = new Source(
                from.version(),
                from.name(),
                from.time(),
                from.snapshot(),
                from.region(),
                from.table(),
                from.account(),
                from.streamArn(),
                from.shardId(),
                from.sequenceNumber(),
                from.order(),
                from.eventId(),
                from.viewType(),
                0,
                from.timeToLive(),
                from.userIdentity(),
                from.snapshotId(),
                from.droppedImages());
        return new ChangeEvent(event.operation(), event.key(), event.before(), event.after(), source, event.time());
    }
}
