/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Operation;
import io.changefeed.testing.FakePluginMetrics;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private record Context(PluginMetrics pluginMetrics) implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void tablesOfOneNameInTwoAccountsHaveSeparateMetrics() {
        try (FakePluginMetrics metrics = new FakePluginMetrics()) {
            TableMetrics first = new TableMetrics();
            TableMetrics second = new TableMetrics();
            TaskMetrics task = TaskMetrics.of(new Context(metrics));
            task.add("111111111111", "orders", first);
            task.add("222222222222", "orders", second);

            second.emitted(Operation.INSERT);

            assertThat(metrics.value("event-insert-total", Map.of("account", "111111111111", "table", "orders")))
                    .isZero();
            assertThat(metrics.value("event-insert-total", Map.of("account", "222222222222", "table", "orders")))
                    .isOne();
        }
    }
}
