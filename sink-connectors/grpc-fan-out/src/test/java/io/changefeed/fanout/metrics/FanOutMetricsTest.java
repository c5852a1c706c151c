/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.FakeConnect;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.testing.FakePluginMetrics;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanOutMetricsTest {
    @Test
    void exposesAddressLagAndRingSize() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start();
                TestClient client = new TestClient(server.port())) {
            FakePluginMetrics metrics = server.metrics();
            assertThat(metrics.text("address")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(metrics.values()).containsEntry("serving", 0.0);
            server.awaitServing();
            client.latest();
            server.send(updates(5));
            server.writeInvalidRecord();
            server.pollAll();
            client.earliest().awaitIds(5);

            assertThat(metrics.values())
                    .containsEntry("serving", 1.0)
                    .containsEntry("event-received-total", 5.0)
                    .containsEntry("event-rejected-total", 1.0)
                    .containsEntry("ring-event-count", 5.0)
                    .containsEntry("subscriber-count", 2.0)
                    .hasEntrySatisfying("ring-bytes", bytes -> assertThat(bytes).isBetween(5 * 300.0, 5 * 2_000.0))
                    // The test changes are a year old.
                    .hasEntrySatisfying("lag-ms", lag -> assertThat(lag).isPositive())
                    .hasEntrySatisfying(
                            "event-sent-total", sent -> assertThat(sent).isGreaterThanOrEqualTo(5));
        }
    }
}
