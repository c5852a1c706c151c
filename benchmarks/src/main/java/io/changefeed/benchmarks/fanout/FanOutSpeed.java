/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.benchmarks.measure.Times;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final List<Integer> SUBSCRIBERS = List.of(1, 100, 2_000);
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

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(12);

    private static final int LATENCY_EVENTS = 6_000;
    private static final int EVENTS_PER_SECOND = 300;
    private static final int LIVE_SUBSCRIBERS = 10;
    private static final int STALLED_SUBSCRIBERS = 10;
    private static final int ROUNDS = 3;

    private final Path plugin;

    /** @param plugins the folder with the connector's plugin directory */
    public FanOutSpeed(Path plugins) {
        plugin = plugins.resolve("changefeed-grpc-fan-out");
    }

    private record Rate(double bytesPerSecond, double cpuSecondsPerGigabyte) {
        double events() {
            return bytesPerSecond / EVENT_BYTES;
        }
    }

    public String measure() {
        return rates() + "\n\n" + latencies() + "\n\n" + heap();
    }

    private String rates() {
        TextTable table = new TextTable(
                "subscribers",
                "(a) bare server, KB/s",
                "(b) fan-out, KB/s (about events/s)",
                "of the bare server",
                "(a) CPU s per GB",
                "(b) CPU s per GB");
        for (int subscribers : SUBSCRIBERS) {
            Rate bare;
            Rate fanOut;
            try (ServerProcess server = ServerProcess.ofBareServer(RESPONSE_BYTES)) {
                bare = rate(server, subscribers);
            }
            try (ServerProcess server = ServerProcess.ofTask(plugin, BUFFERED_EVENTS)) {
                fanOut = rate(server, subscribers);
            }
            table.row(
                    whole(subscribers),
                    whole(bare.events()),
                    whole(fanOut.events()),
                    hundredths(fanOut.bytesPerSecond / bare.bytesPerSecond),
                    tenths(bare.cpuSecondsPerGigabyte),
                    tenths(fanOut.cpuSecondsPerGigabyte));
        }
        return table.toString();
    }

    private static Rate rate(ServerProcess server, int subscribers) {
        List<ManagedChannel> channels = channels(server, Math.min(CONNECTIONS, subscribers));
        LongAdder bytes = new LongAdder();
        for (int i = 0; i < subscribers; i++) {
            Subscriber.continuous(channels.get(i % channels.size()), bytes);
        }
        pause(WARM_UP);
        ProcessUsage usage = new ProcessUsage(server.pid());
        Duration cpu = usage.cpu();
        long from = bytes.sum();
        long begun = System.nanoTime();
        pause(MEASURED);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double received = bytes.sum() - from;
        Rate rate = new Rate(received / seconds, usage.cpu().minus(cpu).toMillis() / 1e3 / (received / 1e9));
        channels.forEach(ManagedChannel::shutdownNow);
        return rate;
    }

    private String latencies() {
        TextTable table = new TextTable(
                whole(EVENTS_PER_SECOND) + " events/s to " + LIVE_SUBSCRIBERS + " subscribers",
                "events",
                "p50 µs",
                "p99 µs");
        try (ServerProcess server = ServerProcess.ofTask(plugin, BUFFERED_EVENTS)) {
            latencies(server, 0);
            // Alternates, so that other load on the machine affects both.
            for (int round = 0; round < ROUNDS; round++) {
                row(table, "alone", latencies(server, 0));
                row(table, "beside " + STALLED_SUBSCRIBERS + " stalled ones", latencies(server, STALLED_SUBSCRIBERS));
            }
        }
        return table.toString();
    }

    private static void row(TextTable table, String title, Times nanos) {
        table.row(title, whole((long) nanos.count()), whole(nanos.median() / 1e3), whole(nanos.percentile99() / 1e3));
    }

    private static Times latencies(ServerProcess server, int stalled) {
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
        return Times.of(nanos);
    }

    private String heap() {
        try (ServerProcess server = ServerProcess.ofTask(plugin, BUFFERED_EVENTS)) {
            int most = SUBSCRIBERS.get(SUBSCRIBERS.size() - 1);
            List<ManagedChannel> channels = channels(server, CONNECTIONS);
            LongAdder bytes = new LongAdder();
            // The first subscriber of each connection also accounts for the connection.
            channels.forEach(channel -> Subscriber.idle(channel, bytes));
            pause(Duration.ofSeconds(2));
            long before = Long.parseLong(server.send("heap"));
            IntStream.range(0, most).forEach(i -> Subscriber.idle(channels.get(i % channels.size()), bytes));
            pause(Duration.ofSeconds(5));
            long idle = Long.parseLong(server.send("heap"));
            IntStream.range(0, most).forEach(i -> Subscriber.stalled(channels.get(i % channels.size())));
            pause(Duration.ofSeconds(10));
            long stalled = Long.parseLong(server.send("heap"));
            channels.forEach(ManagedChannel::shutdownNow);
            return "Live heap of the server with " + whole((long) BUFFERED_EVENTS) + " buffered events: "
                    + whole((double) before / (1 << 20)) + " MiB; for each of " + whole((long) most)
                    + " waiting subscribers, " + whole((double) (idle - before) / most) + " bytes more; for each of "
                    + whole((long) most) + " stalled subscribers, "
                    + whole((double) (stalled - idle) / most)
                    + " bytes more (without network buffers outside the heap).";
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
