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

/** A task as a worker runs it, which is given changes one portion after the other. */
final class TaskDriver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeSinkTaskContext context = new FakeSinkTaskContext().withoutReporter();
    private final FirestoreSinkTask task = new FirestoreSinkTask();
    private final List<ChangeEvent> changes;
    private int given;

    /** @param changes of a partition */
    TaskDriver(Map<String, String> properties, List<ChangeEvent> changes) {
        this.changes = changes;
        task.initialize(context);
        task.start(properties);
        task.open(List.of(Records.ORDERS));
    }

    /** For quick retries, at a host, without a ramp; with these besides. */
    static Map<String, String> properties(String host, String project, Map<String, String> besides) {
        Map<String, String> properties = new HashMap<>(besides);
        properties.put("project.id", project);
        properties.put("emulator.host", host);
        properties.put("ramp.up", "false");
        properties.put("retry.backoff.ms", "10");
        properties.put("retry.backoff.max.ms", "100");
        return properties;
    }

    /** How many changes it was given. */
    int given() {
        return given;
    }

    boolean hasAll() {
        return given == changes.size();
    }

    /** Gives it so many more changes, if there are, and waits for nothing. */
    void give(int portion) {
        List<SinkRecord> records = new ArrayList<>();
        for (int end = Math.min(changes.size(), given + portion); given < end; given++) {
            records.add(Records.record(Records.ORDERS, given, changes.get(given)));
        }
        task.put(records);
    }

    /** Waits until all that it was given could be committed. */
    void settle() {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> committable() == given);
    }

    /** The offset up to which all is settled. */
    long committable() {
        task.put(List.of());
        return task.preCommit(Map.of(Records.ORDERS, new OffsetAndMetadata(given)))
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
