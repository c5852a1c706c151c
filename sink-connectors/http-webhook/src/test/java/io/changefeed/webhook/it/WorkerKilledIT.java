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
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void aKilledWorkerLosesNothingAndRepeatsOnlyInOrderAndWithTheSameIds() {
        try (LocalStack stack = LocalStack.builder()
                        .workerProperty("offset.flush.interval.ms", "1000")
                        .build();
                EndpointProcess endpoint = EndpointProcess.start()) {
            stack.broker().start();
            stack.worker().start();
            try (WebhookFixture stage = new WebhookFixture(stack)) {
                Set<String> written = stage.write("killed", 100, 30);
                stage.deliver(
                        "killed",
                        endpoint.url("killed?delay=20&fail=5"),
                        Map.of(
                                // How long the group waits for a member that is dead; 45 s by default.
                                "consumer.override.session.timeout.ms", "3000",
                                "consumer.override.heartbeat.interval.ms", "500"));
                await().atMost(PATIENCE).until(() -> endpoint.requests("killed").size() > 500);

                stack.worker().kill();
                long killed = System.currentTimeMillis();
                stack.worker().start();

                await().atMost(PATIENCE)
                        .until(() -> new DeliveryLog(endpoint.requests("killed"))
                                .delivered()
                                .equals(written));
                DeliveryLog ledger = new DeliveryLog(endpoint.requests("killed"));
                // Beyond its life lie only requests that it had sent already; the group gives its partitions to nobody
                // before its session ends.
                DeliveryLog first = ledger.between(0, killed + 2_000);
                DeliveryLog second = ledger.between(killed + 2_000, Long.MAX_VALUE);
                assertThat(first.delivered()).isNotEmpty();
                assertThat(second.delivered()).isNotEmpty();
                first.requireOrder();
                second.requireOrder();
                ledger.requireIds();
            }
        }
    }
}
