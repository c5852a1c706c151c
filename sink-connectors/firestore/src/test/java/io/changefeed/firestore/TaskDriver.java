/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore;

import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.Records;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;

/** Drives a task as a worker does and puts changes in batches. */
final class TaskDriver implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final FakeSinkTaskContext context = new FakeSinkTaskContext().withoutReporter();
    private final FirestoreSinkTask task = new FirestoreSinkTask();
    private final List<ChangeEvent> changes;
    private int putCount;

    /** @param changes the changes of a partition */
    TaskDriver(Map<String, String> properties, List<ChangeEvent> changes) {
        this.changes = changes;
        task.initialize(context);
        task.start(properties);
        task.open(List.of(Records.ORDERS));
    }

    /** Properties with quick retries and without ramp-up. */
    static Map<String, String> properties(String host, String project, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("project.id", project);
        properties.put("emulator.host", host);
        properties.put("ramp.up", "false");
        properties.put("retry.backoff.ms", "10");
        properties.put("retry.backoff.max.ms", "100");
        return properties;
    }

    /** The number of changes that were put. */
    int putCount() {
        return putCount;
    }

    boolean hasPutAll() {
        return putCount == changes.size();
    }

    /** Puts the next changes, without waiting. */
    void put(int count) {
        List<SinkRecord> records = new ArrayList<>();
        for (int end = Math.min(changes.size(), putCount + count); putCount < end; putCount++) {
            records.add(Records.record(Records.ORDERS, putCount, changes.get(putCount)));
        }
        task.put(records);
    }

    /** Waits until all changes that were put can be committed. */
    void awaitCommittable() {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(TIMEOUT)
                .until(() -> committable() == putCount);
    }

    /** The offset that can be committed. */
    long committable() {
        task.put(List.of());
        return task.preCommit(Map.of(Records.ORDERS, new OffsetAndMetadata(putCount)))
                .getOrDefault(Records.ORDERS, new OffsetAndMetadata(0))
                .offset();
    }

    /** A counter of the task. */
    long count(String metric) {
        return context.metrics().values().getOrDefault(metric, Double.NaN).longValue();
    }

    @Override
    public void close() {
        task.close(List.of(Records.ORDERS));
        task.stop();
        context.close();
    }
}
