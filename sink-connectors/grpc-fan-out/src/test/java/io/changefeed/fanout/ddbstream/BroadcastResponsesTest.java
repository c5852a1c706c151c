/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ddbstream;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.VisibleEvent;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BroadcastResponsesTest {
    @Test
    void isFullWhenItsEventsAreLarge() {
        Ring ring = new Ring(10, Long.MAX_VALUE);
        ring.append(
                new TopicPartition("shop.orders", 0),
                0,
                change(
                        Operation.INSERT,
                        "orders",
                        "a",
                        1,
                        Optional.empty(),
                        item("a", Map.of("text", text("x".repeat(100_000))))),
                Optional.empty());
        BroadcastResponses responses = new BroadcastResponses();

        responses.add(ring.next(ring.earliest(), 1).get(0), new VisibleEvent(Operation.INSERT, false));

        assertThat(responses.isFull()).isTrue();
        assertThat(responses.drain(() -> ByteString.EMPTY)).hasSize(1);
        assertThat(responses.isFull()).isFalse();
    }
}
