/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.Measurement;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.measure.Times;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Measures the throughput of the fan-out server for different numbers of subscribers, beside a bare gRPC server that
 * streams prebuilt bytes; the latency from {@code put} to the subscribers, with and without stalled subscribers; and
 * the heap that a subscriber takes.
 */
public final class FanOutSpeed {
    private static final int CONNECTIONS = 10;
    private static final int BUFFERED_EVENTS = 50_000;
    private static final int EVENT_BYTES = 1_024;
    /** The default of batch.max.bytes, and half an event, because the event that reaches the limit is included. */
    private static final int RESPONSE_BYTES = 64 * 1024 + EVENT_BYTES / 2;

    /**
     * The flow-control window of a connection and of each call. The default of 1 MiB for each of 2,000 calls would
     * exhaust the memory.
     */
    private static final int WINDOW = 128 * 1024;

    private static final int LATENCY_EVENTS = 1_500;
    private static final int EVENTS_PER_SECOND = 300;
    private static final int LIVE_SUBSCRIBERS = 10;
    private static final int STALLED_SUBSCRIBERS = 10;
    private static final double MIB = 1 << 20;
    private static final int ROUNDS = 6;

    private final Settings settings;
    private final Path plugin;

    /** @param plugins the folder with the connector's plugin directory */
    public FanOutSpeed(Settings settings, Path plugins) {
        this.settings = settings;
        this.plugin = plugins.resolve("changefeed-grpc-fan-out");
    }

    /** Measures rates for these numbers of subscribers, latencies and the heap. */
    public List<Table> measure(List<Integer> subscribers) {
        return List.of(rates(subscribers), latencies(), heap(Collections.max(subscribers)));
    }

    private Table rates(List<Integer> numbers) {
        // About the number of events, because an event has 1 KB.
        Table table = new Table("subscribers", Result.columns("KB", "subscriber"));
        for (int subscribers : numbers) {
            Result bare;
            try (ServerProcess server = ServerProcess.ofBareServer(settings.heapMegabytes(), RESPONSE_BYTES)) {
                bare = rate(server, subscribers);
            }
            bare.addTo(table, "(a) bare server, " + subscribers, bare);
            try (ServerProcess server = task()) {
                rate(server, subscribers).addTo(table, "(b) fan-out, " + subscribers, bare);
            }
        }
        return table;
    }

    private ServerProcess task() {
        return ServerProcess.ofTask(plugin, settings.heapMegabytes(), BUFFERED_EVENTS);
    }

    private Result rate(ServerProcess server, int subscribers) {
        List<ManagedChannel> channels = channels(server, Math.min(CONNECTIONS, subscribers));
        LongAdder bytes = new LongAdder();
        for (int i = 0; i < subscribers; i++) {
            Subscriber.continuous(channels.get(i % channels.size()), bytes);
        }
        Result result = new Measurement(
                        new Received(bytes),
                        new ProcessUsage(server.pid()),
                        Optional.empty(),
                        () -> {},
                        Long.MAX_VALUE,
                        settings.maxWarmUp(),
                        settings.length())
                .run(() -> {});
        channels.forEach(ManagedChannel::shutdownNow);
        return result;
    }

    private record Received(LongAdder sum) implements Target {
        @Override
        public long written() {
            return sum.sum() / EVENT_BYTES;
        }

        @Override
        public long bytes() {
            return sum.sum();
        }

        @Override
        public Duration cpu() {
            return ProcessUsage.here().cpu();
        }
    }

    private Table latencies() {
        Table table = new Table(
                whole(EVENTS_PER_SECOND) + " events/s to " + LIVE_SUBSCRIBERS + " subscribers",
                Column.whole("p50 µs"),
                Column.whole("p99 µs"),
                Column.whole("events"),
                Column.hundredths("p50 of alone"),
                Column.hundredths("p99 of alone"));
        List<Long> alone = new ArrayList<>();
        List<Long> besideStalled = new ArrayList<>();
        try (ServerProcess server = task()) {
            settings.warmUp(new ProcessUsage(server.pid()), () -> latencies(server, 0));
            // Alternates, so that other load on the machine affects both.
            for (int round = 0; round < ROUNDS; round++) {
                alone.addAll(latencies(server, 0));
                besideStalled.addAll(latencies(server, STALLED_SUBSCRIBERS));
            }
        }
        row(table, "alone", Times.of(alone), Times.of(alone));
        row(table, "beside " + STALLED_SUBSCRIBERS + " stalled ones", Times.of(besideStalled), Times.of(alone));
        return table;
    }

    private static void row(Table table, String title, Times nanos, Times alone) {
        table.row(
                title,
                nanos.median() / 1e3,
                nanos.percentile99() / 1e3,
                nanos.count(),
                nanos.median() / alone.median(),
                nanos.percentile99() / alone.percentile99());
    }

    private static Collection<Long> latencies(ServerProcess server, int stalled) {
        List<ManagedChannel> channels = channels(server, LIVE_SUBSCRIBERS + stalled);
        List<Subscriber> subscribers = new ArrayList<>();
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < stalled; i++) {
            subscribers.add(Subscriber.stalled(channels.get(LIVE_SUBSCRIBERS + i)));
        }
        for (int i = 0; i < LIVE_SUBSCRIBERS; i++) {
            subscribers.add(Subscriber.live(channels.get(i), nanos::add));
        }
        pause(Duration.ofSeconds(2));
        server.send("put " + LATENCY_EVENTS + " " + EVENTS_PER_SECOND);
        pause(Duration.ofSeconds(1));
        subscribers.forEach(Subscriber::end);
        channels.forEach(ManagedChannel::shutdownNow);
        return nanos;
    }

    private Table heap(int subscribers) {
        try (ServerProcess server = task()) {
            List<ManagedChannel> channels = channels(server, CONNECTIONS);
            LongAdder bytes = new LongAdder();
            // The first subscriber of each connection also accounts for the connection.
            channels.forEach(channel -> Subscriber.idle(channel, bytes));
            pause(Duration.ofSeconds(2));
            double before = Double.parseDouble(server.send("heap"));
            IntStream.range(0, subscribers).forEach(i -> Subscriber.idle(channels.get(i % channels.size()), bytes));
            pause(Duration.ofSeconds(5));
            double idle = Double.parseDouble(server.send("heap"));
            IntStream.range(0, subscribers).forEach(i -> Subscriber.stalled(channels.get(i % channels.size())));
            pause(Duration.ofSeconds(10));
            double stalled = Double.parseDouble(server.send("heap"));
            channels.forEach(ManagedChannel::shutdownNow);
            return new Table(
                            "live heap, " + whole(BUFFERED_EVENTS) + " buffered events",
                            Column.tenths("MiB"),
                            Column.whole("bytes a subscriber"))
                    .row("without subscribers", before / MIB)
                    .row(whole(subscribers) + " waiting ones", idle / MIB, (idle - before) / subscribers)
                    .row("and " + whole(subscribers) + " stalled ones", stalled / MIB, (stalled - idle) / subscribers)
                    .note("Without network buffers outside the heap.");
        }
    }

    private static List<ManagedChannel> channels(ServerProcess server, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                        .usePlaintext()
                        .flowControlWindow(WINDOW)
                        .directExecutor()
                        .build())
                .map(ManagedChannel.class::cast)
                .toList();
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            LockSupport.parkNanos(end - now);
        }
    }
}
