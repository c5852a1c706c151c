/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStack;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerKilledIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void killedWorkerLosesNoEventsAndRedeliversInOrder() {
        try (LocalStack stack = LocalStack.builder()
                        .workerProperty("offset.flush.interval.ms", "1000")
                        .build();
                EndpointProcess endpoint = EndpointProcess.start()) {
            stack.broker().start();
            stack.worker().start();
            try (WebhookFixture fixture = new WebhookFixture(stack)) {
                Set<String> written = fixture.write("killed", 100, 30);
                fixture.deliver(
                        "killed",
                        endpoint.url("killed?delay=20&fail=5"),
                        Map.of(
                                // The default of 45 s would delay the rebalance.
                                "consumer.override.session.timeout.ms", "3000",
                                "consumer.override.heartbeat.interval.ms", "500"));
                await().atMost(TIMEOUT).until(() -> endpoint.requests("killed").size() > 500);

                stack.worker().kill();
                long killed = System.currentTimeMillis();
                stack.worker().start();

                await().atMost(TIMEOUT)
                        .until(() -> new DeliveryLog(endpoint.requests("killed"))
                                .delivered()
                                .equals(written));
                DeliveryLog log = new DeliveryLog(endpoint.requests("killed"));
                // Requests that were sent before the kill can arrive after it. The group reassigns the partitions only
                // after the session timeout.
                DeliveryLog first = log.between(0, killed + 2_000);
                DeliveryLog second = log.between(killed + 2_000, Long.MAX_VALUE);
                assertThat(first.delivered()).isNotEmpty();
                assertThat(second.delivered()).isNotEmpty();
                first.assertOrder();
                second.assertOrder();
                log.assertMessageIds();
            }
        }
    }
}
