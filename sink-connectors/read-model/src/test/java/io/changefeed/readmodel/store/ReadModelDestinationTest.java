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
import io.changefeed.readmodel.row.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadModelDestinationTest {
    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final EventResult STALE = new EventResult.Stale();

    /** No row shows this item, because its key has no value. */
    private static final ChangeEvent WITHOUT_ROWS = TestEvents.remove("a", "\"v\":{\"S\":\"1\"}", 1);

    private static final ChangeEvent INSERT = TestEvents.insert("b", "\"channel\":{\"S\":\"c\"}", 2);

    private final List<List<RowChange>> written = new ArrayList<>();

    @Test
    void eventWithoutRowsIsNotSentToTheStore() {
        assertThat(deliver(WITHOUT_ROWS)).containsExactly(DELIVERED);
        assertThat(written).isEmpty();
    }

    @Test
    void onlyEventsWithRowsAreSentToTheStore() {
        assertThat(deliver(WITHOUT_ROWS, INSERT)).containsExactly(DELIVERED, STALE);
        assertThat(written)
                .singleElement()
                .satisfies(changes -> assertThat(changes)
                        .singleElement()
                        .satisfies(change -> assertThat(change.put()).isPresent()));
    }

    private List<EventResult> deliver(ChangeEvent... events) {
        Map<String, String> properties = Map.of(
                "projection.table", "rows",
                "projection.source.key", "id",
                "projection.key", "channel",
                "projection.columns", "id");
        ReadModelDestination destination = new ReadModelDestination(
                new DynamoDbReadModelConfig(properties).projection().projection(), new StaleStore());
        DeliveryResult result = Deliveries.deliver(destination, List.of(events))
                .result()
                .toCompletableFuture()
                .join();
        return ((DeliveryResult.PerEvent) result).results();
    }

    /** A store that contains a newer version of every row. */
    private final class StaleStore implements RowStore {
        @Override
        public Delivery write(List<RowChange> changes) {
            written.add(changes);
            return Delivery.completed(DeliveryResult.PerEvent.of(changes.size(), STALE));
        }

        @Override
        public void close() {}
    }
}
