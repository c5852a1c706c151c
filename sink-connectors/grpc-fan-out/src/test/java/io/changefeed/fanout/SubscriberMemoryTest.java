/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.fanout.client.TestClient.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.grpc.v1.StartAt;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriberMemoryTest {
    private static final long RING = 8L << 20;
    private static final int SUBSCRIBERS = 100;
    /** The limit for a stalled subscriber: a batch and 32 KiB on the server, and its client in the same JVM. */
    private static final long BYTES_PER_SUBSCRIBER = 128L << 10;
    /** Classes, connections and the records of the test topic. */
    private static final long BASELINE = 8L << 20;

    private static long liveHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<ChangeEvent> events(int from, int count) {
        String padding = "x".repeat(4_000);
        return IntStream.range(from, from + count)
                .mapToObj(i -> change(
                        Operation.INSERT,
                        "orders",
                        "item-" + i,
                        i,
                        Optional.empty(),
                        item("item-" + i, Map.of("text", text(padding)))))
                .toList();
    }

    @Test
    void stalledSubscribersHoldLittleMemory() {
        long before = liveHeap();
        try (FakeConnect server = new FakeConnect(1, Map.of("ring.max.bytes", Long.toString(RING)))
                        .start()
                        .awaitServing();
                TestClient client = new TestClient(server.port())) {
            server.send(events(0, 1_000));
            IntStream.range(0, SUBSCRIBERS).forEach(i -> client.subscribe(from(StartAt.START_AT_EARLIEST), true));
            await().atMost(Duration.ofSeconds(30)).until(() -> server.subscribers() == SUBSCRIBERS);

            // Five times the capacity of the ring.
            for (int from = 1_000; from < 11_000; from += 500) {
                server.send(events(from, 500));
                server.deleteReadRecords();
            }

            assertThat(liveHeap() - before).isLessThan(RING + SUBSCRIBERS * BYTES_PER_SUBSCRIBER + BASELINE);
        }
    }
}
