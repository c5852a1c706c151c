/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.TestEvents;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.row.ItemChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadModelDestinationTest {
    private static final EventResult STALE = new EventResult.Stale();

    private final List<List<ItemChange>> written = new ArrayList<>();

    @Test
    void secondChangeOfAnItemInABatchIsRetried() {
        ChangeEvent one = TestEvents.insert("a", "", 1);
        ChangeEvent other = TestEvents.insert("b", "", 2);
        ChangeEvent second = TestEvents.modify("a", "", "", 3);

        assertThat(deliver(one, other, second))
                .containsExactly(STALE, STALE, new EventResult.Retry("a change of the same item is written first"));
        assertThat(written)
                .singleElement()
                .satisfies(changes -> assertThat(changes)
                        .extracting(ItemChange::time)
                        .containsExactly(one.source().time(), other.source().time()));
    }

    private List<EventResult> deliver(ChangeEvent... events) {
        Map<String, String> properties = Map.of(
                "topics", "messages",
                "projection.table", "rows",
                "projection.source.key", "id",
                "projection.key", "id");
        ReadModelDestination destination =
                new ReadModelDestination(new DynamoDbReadModelConfig(properties).projection(), new StaleStore());
        DeliveryResult result = Deliveries.deliver(destination, List.of(events))
                .result()
                .toCompletableFuture()
                .join();
        return ((DeliveryResult.PerEvent) result).results();
    }

    /** A store that contains a newer version of every item. */
    private final class StaleStore implements RowStore {
        @Override
        public Delivery write(List<ItemChange> changes) {
            written.add(changes);
            return Delivery.completed(DeliveryResult.PerEvent.of(changes.size(), STALE));
        }

        @Override
        public void close() {}
    }
}
