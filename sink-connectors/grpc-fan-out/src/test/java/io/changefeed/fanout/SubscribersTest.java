/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.subscribers.RandomItemChanges;
import io.changefeed.fanout.subscribers.SubscriberClients;
import io.changefeed.fanout.subscribers.WrittenEvents;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Restarts a task many times without a worker; {@code FanOutIT} kills whole workers. */
class SubscribersTest {
    private static final int EVENTS = 2_500;
    private static final int SUBSCRIBERS = 40;

    @Test
    void subscribersReceiveEveryEventOfTheirFilterAcrossRestartsStallsAndCancels() {
        long seed = new Random().nextLong();
        System.out.println("Seed " + seed);
        Random random = new Random(seed);
        RandomItemChanges changes = new RandomItemChanges(random, 300, 100);
        WrittenEvents written = new WrittenEvents();
        // Half of the written events: the ring evicts events all the time.
        try (FakeConnect server = new FakeConnect(4, Map.of("ring.max.records", "1250"))
                        .onFixedPort()
                        .start()
                        .awaitServing();
                SubscriberClients subscribers =
                        new SubscriberClients(server.port(), SUBSCRIBERS, new Random(seed + 1))) {
            for (int event = 0; event < EVENTS; event++) {
                ChangeEvent next = changes.next();
                FakeConnect.RecordPosition position = server.write(next);
                written.add(position.partition(), position.offset(), next);
                if (random.nextInt(100) == 0) {
                    server.writeMarker(random.nextInt(4));
                }
                if (random.nextInt(20) == 0) {
                    server.poll();
                    server.pause();
                }
                if (event % 200 == 0) {
                    server.pollAll();
                    // After a rewind past the ring, the server reads everything again.
                    server.awaitServing();
                    subscribers.awaitSome(written, Duration.ofSeconds(30));
                }
                if (random.nextInt(200) == 0) {
                    server.commit();
                }
                if (event % 1_000 == 700) {
                    server.restart().awaitServing();
                    await().atMost(Duration.ofSeconds(30)).until(() -> server.subscribers() > SUBSCRIBERS / 2);
                } else if (random.nextInt(700) == 0) {
                    server.rebalance();
                }
            }
            server.pollAll();
            server.awaitServing();
            System.out.println(subscribers.finish(written, Duration.ofSeconds(60)));
        }
    }
}
