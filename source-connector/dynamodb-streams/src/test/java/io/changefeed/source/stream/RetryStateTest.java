/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.source.metrics.MetricsContext;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;

class RetryStateTest {
    @Test
    void retriedCallsAreCountedAndThoseThatWereThrottled() {
        PollBackoff backoff = new PollBackoff(Duration.ofSeconds(1), Duration.ofMinutes(10), new ManualClock());
        TableMetrics table = new TableMetrics(Duration.ofSeconds(1));
        RetryState calls = new RetryState("shard", backoff, table);
        try (FakePluginMetrics metrics = new FakePluginMetrics();
                MetricRegistry registry = MetricRegistry.open(new MetricsContext(metrics), new TaskId("retries", 0))) {
            new TaskMetrics(registry).add("123456789012", "orders", table);

            calls.afterFailure(
                    LimitExceededException.builder().message("two readers").build());
            calls.afterFailure(InternalServerErrorException.builder()
                    .message("broken")
                    .statusCode(500)
                    .build());

            assertThat(metrics.values())
                    .containsEntry("call-failed-total", 2.0)
                    .containsEntry("call-throttled-total", 1.0);
        }
    }
}
