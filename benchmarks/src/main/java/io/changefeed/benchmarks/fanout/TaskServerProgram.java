/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Runs the task of the sink without a worker, so that the measurement starts at {@code put}: {@code TaskServerProgram
 * <class> <port> <buffered events>}. It fills the ring with events of 1 KB. The command {@code put <events> <per
 * second>} puts more events, each with the time of its {@code put}.
 */
public final class TaskServerProgram {
    private static final TopicPartition PARTITION = new TopicPartition("benchmark.orders", 0);
    private static final int BATCH = 500;
    /** Makes an event of about 1 KB, including key, source and framing. */
    private static final int TEXT_LENGTH = 620;

    private final SinkTask task;
    private final ChangeEventWriter writer = new ChangeEventWriter(
            PARTITION.topic(),
            new KeySchema(Map.of("pk", KeyType.S)),
            EventFormat.STRUCT,
            ItemFormat.DYNAMODB_JSON,
            NameAdjustment.NONE,
            NameAdjustment.NONE);
    private long offset;

    private TaskServerProgram(SinkTask task) {
        this.task = task;
    }

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        SinkTask task = Class.forName(arguments[0])
                .asSubclass(SinkTask.class)
                .getDeclaredConstructor()
                .newInstance();
        TaskServerProgram program = new TaskServerProgram(task);
        program.start(Map.of(
                "grpc.host", "127.0.0.1",
                "grpc.port", arguments[1],
                "max.subscribers", "100000",
                "grpc.max.connections.per.ip", "100000",
                "grpc.max.concurrent.calls.per.ip", "100000",
                "grpc.max.concurrent.calls.per.connection", "100000",
                "ring.max.bytes", "1000000000",
                "ring.max.records", arguments[2]));
        program.fill(Integer.parseInt(arguments[2]));
        ServerCommands.serve(program::command);
    }

    private void start(Map<String, String> properties) {
        task.initialize((SinkTaskContext) Proxy.newProxyInstance(
                SinkTaskContext.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (proxy, method, values) -> {
                    if (method.getName().equals("pluginMetrics")) {
                        throw new NoSuchMethodError("no worker");
                    }
                    return null;
                }));
        task.start(properties);
        task.open(List.of(PARTITION));
        task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(0)));
    }

    /** Fills the ring with one event more than it can hold. */
    private void fill(int events) {
        for (int left = events + 1; left > 0; left -= BATCH) {
            List<SinkRecord> records = new ArrayList<>();
            for (int i = 0; i < Math.min(BATCH, left); i++) {
                records.add(record());
            }
            task.put(records);
        }
    }

    private String command(String line) {
        String[] words = line.split(" ", -1);
        int events = Integer.parseInt(words[1]);
        long pause = 1_000_000_000L / Integer.parseInt(words[2]);
        long next = System.nanoTime();
        for (int i = 0; i < events; i++) {
            for (long now = System.nanoTime(); now < next; now = System.nanoTime()) {
                LockSupport.parkNanos(next - now);
            }
            task.put(List.of(record()));
            next += pause;
        }
        return "done";
    }

    private SinkRecord record() {
        ChangeEvent event = event();
        SchemaAndValue key = writer.key(event.key());
        SchemaAndValue value = writer.value(event);
        return new SinkRecord(
                PARTITION.topic(),
                PARTITION.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                offset++);
    }

    private ChangeEvent event() {
        ItemValue pk = new ItemValue.S("item-" + offset);
        Instant now = Instant.now();
        return new ChangeEvent(
                Operation.INSERT,
                new ItemKey(Map.of("pk", pk)),
                Optional.empty(),
                Optional.of(new Item(Map.of(
                        "pk", pk,
                        "put", new ItemValue.N(Long.toString(System.nanoTime())),
                        "text", new ItemValue.S("x".repeat(TEXT_LENGTH))))),
                new Source(
                        "0.2.0",
                        "benchmark",
                        now,
                        Source.Snapshot.FALSE,
                        "us-east-1",
                        "orders",
                        "123456789012",
                        Optional.empty(),
                        Optional.of("shardId-00000001795257159758-55e9bca8"),
                        Optional.of(Long.toString(offset)),
                        Order.of(1, Long.toString(offset)),
                        "event-" + offset,
                        Optional.of(ViewType.NEW_IMAGE),
                        1_000,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                now);
    }
}
