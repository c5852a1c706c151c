/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.counting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** The task of {@link CountingConnector}. */
public final class CountingTask extends SourceTask {
    private static final Map<String, String> PARTITION = Map.of("counter", "only");

    private final CountDownLatch stopped = new CountDownLatch(1);
    private String topic = "";
    private int limit;
    private long next;

    @Override
    public void start(Map<String, String> properties) {
        topic = properties.getOrDefault("topic", "");
        limit = Integer.parseInt(properties.getOrDefault("limit", ""));
        if (limit < 0) {
            throw new ConnectException("cannot count to " + limit);
        }
        next = Optional.ofNullable(context.offsetStorageReader().offset(PARTITION))
                .map(offset -> (Long) offset.get("next"))
                .orElse(0L);
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        if (next > limit) {
            boolean ignored = stopped.await(200, TimeUnit.MILLISECONDS);
            return List.of();
        }
        long number = next++;
        return List.of(new SourceRecord(PARTITION, Map.of("next", next), topic, Schema.INT64_SCHEMA, number));
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public String version() {
        return "1";
    }
}
