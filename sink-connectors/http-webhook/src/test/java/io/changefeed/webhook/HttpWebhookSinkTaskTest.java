/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Records;
import io.changefeed.testing.FakeSinkTaskContext;
import io.changefeed.webhook.http.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class HttpWebhookSinkTaskTest {
    private static final int BATCH = 500;
    private static final int BATCHES = 40;

    @Test
    void putDoesNotWaitForASlowEndpoint() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (FakeSinkTaskContext context = new FakeSinkTaskContext().withoutReporter();
                TestServer server = new TestServer(exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                })) {
            HttpWebhookSinkTask task = new HttpWebhookSinkTask();
            task.initialize(context);
            task.start(Map.of("url", server.url("/"), "allow.private.addresses", "true"));
            task.open(List.of(Records.ORDERS));
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            threads.setThreadContentionMonitoringEnabled(true);
            for (int batch = 0; batch < BATCHES; batch++) {
                List<SinkRecord> records = records(batch * BATCH);
                long before = waitedMillis(threads);
                task.put(records);
                // Measures waiting instead of wall-clock time, because the machine can be busy.
                assertThat(waitedMillis(threads) - before).isLessThan(1_000);
            }

            assertThat(server.requests()).hasSizeLessThanOrEqualTo(32);
            end.countDown();
            task.close(List.of(Records.ORDERS));
            task.stop();
        }
    }

    private static long waitedMillis(ThreadMXBean threads) {
        ThreadInfo info = threads.getThreadInfo(Thread.currentThread().getId());
        return info.getWaitedTime() + info.getBlockedTime();
    }

    private static List<SinkRecord> records(int from) {
        List<SinkRecord> records = new ArrayList<>();
        for (int offset = from; offset < from + BATCH; offset++) {
            records.add(Records.record(Records.ORDERS, offset, WebhookEvents.insert("item" + offset, 1)));
        }
        return records;
    }
}
