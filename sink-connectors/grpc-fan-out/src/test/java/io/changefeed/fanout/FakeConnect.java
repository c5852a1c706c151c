/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import io.changefeed.delivery.Records;
import io.changefeed.event.ChangeEvent;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.FakeSinkTaskContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.sink.SinkRecord;

/** Emulates Connect: holds a topic and its committed offsets, and starts, polls and restarts a task. */
public final class FakeConnect implements AutoCloseable {
    private static final int MAX_POLL_RECORDS = 500;
    private static final int MAX_POLLS = 10_000;

    private final Map<String, String> properties;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<TopicPartition, NavigableMap<Long, SinkRecord>> log = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private Supplier<FakeSinkTaskContext> contexts = FakeSinkTaskContext::new;
    private FakeSinkTaskContext context = new FakeSinkTaskContext();
    private Optional<Long> firstTimeout = Optional.empty();
    private Optional<Metrics> consumerMetrics = Optional.empty();
    private GrpcFanOutSinkTask task = new GrpcFanOutSinkTask();

    /** @param properties in addition to a free port on the loopback interface */
    public FakeConnect(int partitionCount, Map<String, String> properties) {
        this.properties = new HashMap<>(Map.of("grpc.host", "127.0.0.1", "grpc.port", "0"));
        this.properties.putAll(properties);
        for (int partition = 0; partition < partitionCount; partition++) {
            TopicPartition name = new TopicPartition("shop.orders", partition);
            partitions.add(name);
            ends.put(name, 0L);
        }
    }

    /** Registers the lag of the consumer with JMX, as Kafka's consumer does. Without it, a task cannot find the end. */
    public FakeConnect withConsumerMetrics() {
        String name = "fan-out-" + UUID.randomUUID();
        properties.put("name", name);
        KafkaMetricsContext domain = new KafkaMetricsContext("kafka.consumer");
        consumerMetrics = Optional.of(new Metrics(new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, domain));
        for (TopicPartition partition : partitions) {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("client-id", "connector-consumer-" + name + "-0");
            tags.put("topic", partition.topic());
            tags.put("partition", Integer.toString(partition.partition()));
            Metrics metrics = consumerMetrics.get();
            metrics.addMetric(
                    metrics.metricName("records-lag", "consumer-fetch-manager-metrics", "", tags), (Measurable)
                            (config, now) -> ends.getOrDefault(partition, 0L) - positions.getOrDefault(partition, 0L));
        }
        return this;
    }

    /** Uses the same port for every started task. */
    public FakeConnect onFixedPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            properties.put("grpc.port", Integer.toString(socket.getLocalPort()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a task and assigns all partitions. */
    public FakeConnect start() {
        task = new GrpcFanOutSinkTask();
        context = contexts.get();
        task.initialize(context);
        task.start(properties);
        firstTimeout = context.takeTimeout();
        assign();
        return this;
    }

    private void assign() {
        positions.clear();
        partitions.forEach(partition -> positions.put(
                partition,
                committed.getOrDefault(partition, new OffsetAndMetadata(0)).offset()));
        task.open(partitions);
    }

    /** Polls until the server accepts every subscriber. */
    public FakeConnect awaitServing() {
        for (int polls = 0; !task.isCaughtUp(); polls++) {
            poll();
            if (polls > MAX_POLLS) {
                throw new AssertionError("the task has not caught up after " + polls + " polls");
            }
        }
        return this;
    }

    /** Writes an event to the partition of its item. */
    public RecordPosition write(ChangeEvent event) {
        TopicPartition partition = partitions.get(Math.floorMod(event.key().hashCode(), partitions.size()));
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        log(partition).put(offset, Records.record(partition, offset, event));
        return new RecordPosition(partition, offset);
    }

    private NavigableMap<Long, SinkRecord> log(TopicPartition partition) {
        return log.computeIfAbsent(partition, name -> new TreeMap<>());
    }

    /** The partition and offset of a record. */
    public record RecordPosition(TopicPartition partition, long offset) {}

    /** Pauses as a consumer does while it waits for records. */
    public void pause() {
        LockSupport.parkNanos(10_000_000);
    }

    /** Writes the tombstone of a remove, which log compaction may have removed. */
    public void writeTombstone(ChangeEvent remove) {
        TopicPartition partition = partitions.get(Math.floorMod(remove.key().hashCode(), partitions.size()));
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        log(partition).put(offset, Records.tombstone(partition, offset, remove));
    }

    /** Occupies an offset as a transaction marker does, or an event that log compaction has removed. */
    public void writeMarker(int partition) {
        ends.merge(partitions.get(partition), 1L, Long::sum);
    }

    /** Writes a record that is not a change event. */
    public void writeInvalidRecord() {
        TopicPartition partition = partitions.get(0);
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        log(partition).put(offset, Records.alien(partition, offset));
    }

    public void write(List<ChangeEvent> events) {
        events.forEach(this::write);
    }

    /** Writes events and passes them to the task. */
    public void send(List<ChangeEvent> events) {
        write(events);
        pollAll();
    }

    public void pollAll() {
        while (poll()) {
            // until nothing is left
        }
    }

    /** One poll of the consumer. */
    public boolean poll() {
        List<SinkRecord> records = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            for (SinkRecord record : log(partition)
                    .tailMap(positions.getOrDefault(partition, 0L))
                    .values()) {
                if (records.size() == MAX_POLL_RECORDS) {
                    break;
                }
                records.add(record);
                positions.put(partition, record.originalKafkaOffset() + 1);
            }
        }
        task.put(records);
        if (context.takeCommitRequest()) {
            commit();
        }
        return !records.isEmpty();
    }

    public void commit() {
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        positions.forEach((partition, position) -> current.put(partition, new OffsetAndMetadata(position)));
        committed.putAll(task.preCommit(current));
    }

    /** Deletes the records that the task has read, as retention does. */
    public void deleteReadRecords() {
        positions.forEach(
                (partition, position) -> log(partition).headMap(position, false).clear());
    }

    /** Rewinds the consumer to the committed offsets, as a rebalance does. */
    public void rebalance() {
        task.close(partitions);
        assign();
    }

    /** Deletes all records and offsets. */
    public void recreateTopic() {
        log.values().forEach(Map::clear);
        ends.replaceAll((partition, end) -> 0L);
        committed.clear();
        positions.replaceAll((partition, position) -> 0L);
    }

    /** Stops the task without a commit and starts another one. */
    public FakeConnect restart() {
        task.stop();
        return start();
    }

    public void stop() {
        task.stop();
    }

    public Map<TopicPartition, OffsetAndMetadata> committed() {
        return committed;
    }

    /** The messages of the reported records. */
    public List<String> reported() {
        return List.copyOf(context.reported().values());
    }

    public int subscribers() {
        return task.subscribers();
    }

    public int port() {
        String address = task.address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Override
    public void close() {
        task.stop();
        consumerMetrics.ifPresent(Metrics::close);
    }

    /** The timeout that the task requested at its start; empty if it requested none. */
    public Optional<Long> firstTimeout() {
        return firstTimeout;
    }

    /** The context of every task that is started from now on. */
    public FakeConnect withContext(Supplier<FakeSinkTaskContext> supplier) {
        contexts = supplier;
        return this;
    }

    /** The metrics of the current task. */
    public FakePluginMetrics metrics() {
        return context.metrics();
    }
}
