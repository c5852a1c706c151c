/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.Orders;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BareClientTest {
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int IN_FLIGHT = 8;

    private final Endpoint endpoint = Endpoint.stopped();

    @BeforeEach
    void start() {
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void clientKeepsRequestsInFlight() {
        endpoint.reset(LATENCY);
        long start = System.nanoTime();
        try (BareClient client = new BareClient(endpoint.url(), IN_FLIGHT);
                BareLoop<byte[]> bare = BareLoop.start(bodies(), IN_FLIGHT, client::post)) {
            await().atMost(TIMEOUT).until(() -> endpoint.count().requests() >= 10 * IN_FLIGHT);
            bare.requireNotFailed();
        }

        // The tenth request on a connection follows nine responses.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LATENCY.multipliedBy(9));
        assertThat(endpoint.count().distinct()).isEqualTo(IN_FLIGHT);
        assertThat(endpoint.bodies())
                .hasSizeGreaterThanOrEqualTo(10 * IN_FLIGHT)
                .contains(bodies().get(0));
    }

    @Test
    void endpointResetsItsCounts() {
        endpoint.reset(Duration.ZERO);
        try (BareClient client = new BareClient(endpoint.url(), IN_FLIGHT);
                BareLoop<byte[]> bare = BareLoop.start(bodies(), IN_FLIGHT, client::post)) {
            await().atMost(TIMEOUT).until(() -> endpoint.count().requests() > 0);
            bare.requireNotFailed();
        }

        await().atMost(TIMEOUT).untilAsserted(() -> {
            endpoint.reset(Duration.ZERO);
            assertThat(endpoint.count()).isEqualTo(new ReceivedEvents.Count(0, 0, 0, 0));
        });
    }

    private static List<byte[]> bodies() {
        return IntStream.range(0, IN_FLIGHT)
                .mapToObj(number -> (Orders.EVENT_ID + number).getBytes(UTF_8))
                .toList();
    }
}
