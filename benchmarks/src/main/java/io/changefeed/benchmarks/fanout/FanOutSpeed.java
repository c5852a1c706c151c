/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.TextTable;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How many events a second the server tells so many subscribers, beside a bare gRPC server that streams prebuilt bytes; how
 * long after its {@code put} an event is with its subscribers, with stalled ones beside them and without; and what a
 * subscriber takes of the heap.
 */
public final class FanOutSpeed {
    private static final List<Integer> SUBSCRIBERS = List.of(1, 100, 2_000);
    private static final int CONNECTIONS = 10;
    private static final int EVENTS_HELD = 50_000;
    private static final int BYTES_OF_EVENT = 1_024;
    /** The default of batch.max.bytes; a response is full with the event that reaches it. */
    private static final int BYTES_OF_RESPONSE = 64 * 1024 + BYTES_OF_EVENT / 2;

    /** Of a client's connection and of each call on it: the usual MiB a call would be all memory with 2,000 of them. */
    private static final int WINDOW = 128 * 1024;

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofSeconds(12);

    private static final int TOLD = 6_000;
    private static final int TOLD_PER_SECOND = 300;
    private static final int PROMPT = 10;
    private static final int STALLED = 10;
    private static final int ROUNDS = 3;

    private final Path plugin;

    /** @param plugins the folder with the connector's plugin directory */
    public FanOutSpeed(Path plugins) {
        plugin = plugins.resolve("changefeed-grpc-fan-out");
    }

    private record Rate(double bytesPerSecond, double cpuSecondsPerGigabyte) {
        double events() {
            return bytesPerSecond / BYTES_OF_EVENT;
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
            Rate own;
            try (ServerProcess server = ServerProcess.ofBareServer(BYTES_OF_RESPONSE)) {
                bare = rate(server, subscribers);
            }
            try (ServerProcess server = ServerProcess.ofTask(plugin, EVENTS_HELD)) {
                own = rate(server, subscribers);
            }
            table.row(
                    whole(subscribers),
                    whole(bare.events()),
                    whole(own.events()),
                    hundredths(own.bytesPerSecond / bare.bytesPerSecond),
                    tenths(bare.cpuSecondsPerGigabyte),
                    tenths(own.cpuSecondsPerGigabyte));
        }
        return table.toString();
    }

    private static Rate rate(ServerProcess server, int subscribers) {
        List<ManagedChannel> channels = channels(server, Math.min(CONNECTIONS, subscribers));
        LongAdder bytes = new LongAdder();
        for (int i = 0; i < subscribers; i++) {
            Subscriber.hungry(channels.get(i % channels.size()), bytes);
        }
        pause(WARM_UP);
        ProcessUsage usage = new ProcessUsage(server.pid());
        Duration cpu = usage.cpu();
        long from = bytes.sum();
        long begun = System.nanoTime();
        pause(MEASURED);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double told = bytes.sum() - from;
        Rate rate = new Rate(told / seconds, usage.cpu().minus(cpu).toMillis() / 1e3 / (told / 1e9));
        channels.forEach(ManagedChannel::shutdownNow);
        return rate;
    }

    private String latencies() {
        TextTable table = new TextTable(
                whole(TOLD_PER_SECOND) + " events/s to " + PROMPT + " subscribers", "events", "p50 µs", "p99 µs");
        try (ServerProcess server = ServerProcess.ofTask(plugin, EVENTS_HELD)) {
            latencies(server, 0);
            // In turn: what else the machine does meets both.
            for (int round = 0; round < ROUNDS; round++) {
                row(table, "alone", latencies(server, 0));
                row(table, "beside " + STALLED + " stalled ones", latencies(server, STALLED));
            }
        }
        return table.toString();
    }

    private static void row(TextTable table, String title, long[] nanos) {
        Arrays.sort(nanos);
        table.row(
                title,
                whole((long) nanos.length),
                whole(nanos[nanos.length / 2] / 1e3),
                whole(nanos[(int) (nanos.length * 0.99)] / 1e3));
    }

    private static long[] latencies(ServerProcess server, int stalled) {
        List<ManagedChannel> channels = channels(server, PROMPT + stalled);
        List<Subscriber> subscribers = new ArrayList<>();
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < stalled; i++) {
            subscribers.add(Subscriber.stalled(channels.get(PROMPT + i)));
        }
        for (int i = 0; i < PROMPT; i++) {
            subscribers.add(Subscriber.prompt(channels.get(i), nanos::add));
        }
        pause(Duration.ofSeconds(2));
        server.ask("tell " + TOLD + " " + TOLD_PER_SECOND);
        pause(Duration.ofSeconds(1));
        subscribers.forEach(Subscriber::end);
        channels.forEach(ManagedChannel::shutdownNow);
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private String heap() {
        try (ServerProcess server = ServerProcess.ofTask(plugin, EVENTS_HELD)) {
            int most = SUBSCRIBERS.get(SUBSCRIBERS.size() - 1);
            List<ManagedChannel> channels = channels(server, CONNECTIONS);
            LongAdder bytes = new LongAdder();
            // The first of each connection pays for the connection.
            channels.forEach(channel -> Subscriber.idle(channel, bytes));
            pause(Duration.ofSeconds(2));
            long before = Long.parseLong(server.ask("heap"));
            IntStream.range(0, most).forEach(i -> Subscriber.idle(channels.get(i % channels.size()), bytes));
            pause(Duration.ofSeconds(5));
            long idle = Long.parseLong(server.ask("heap"));
            IntStream.range(0, most).forEach(i -> Subscriber.stalled(channels.get(i % channels.size())));
            pause(Duration.ofSeconds(10));
            long stalled = Long.parseLong(server.ask("heap"));
            channels.forEach(ManagedChannel::shutdownNow);
            return "Live heap of the server with " + whole((long) EVENTS_HELD) + " events held: "
                    + whole((double) before / (1 << 20)) + " MiB; for each of " + whole((long) most)
                    + " subscribers that wait " + whole((double) (idle - before) / most) + " bytes more, for each of "
                    + whole((long) most) + " further ones that take nothing "
                    + whole((double) (stalled - idle) / most)
                    + " bytes more (without what the network keeps outside the heap).";
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
