/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscribers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Subscribers on a few connections. Until {@link #finish} some of them cancel, stall, leave and join at random, and all
 * resubscribe when their call ends.
 */
public final class SubscriberClients implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RandomGenerator random;
    private final List<ManagedChannel> channels;
    private final List<SubscriberClient> present = new ArrayList<>();
    private final List<SubscriberClient> left = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private boolean isFinishing;

    @SuppressWarnings("FutureReturnValueIgnored") // Cancelled with the timer
    public SubscriberClients(int port, int count, RandomGenerator random) {
        this.random = random;
        channels = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> ManagedChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .maxInboundMessageSize(8 * 1024 * 1024)
                        .build())
                .toList();
        for (int i = 0; i < count; i++) {
            present.add(newSubscriber());
        }
        timer.scheduleWithFixedDelay(this::disturb, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private SubscriberClient newSubscriber() {
        return new SubscriberClient(channels.get(random.nextInt(channels.size())), FilterCase.random(random));
    }

    private synchronized void disturb() {
        int some = Math.max(1, present.size() / 50);
        for (int i = 0; i < some && !isFinishing; i++) {
            int which = random.nextInt(present.size());
            SubscriberClient subscriber = present.get(which);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> subscriber.cancel();
                case 3 -> subscriber.stall();
                case 4, 5, 6 -> subscriber.resume();
                default -> {
                    if (left.size() < present.size()) {
                        subscriber.cancel();
                        left.add(subscriber);
                        present.set(which, newSubscriber());
                    }
                }
            }
        }
        // Calls on a connection that is being reestablished fail immediately and are retried in the next run.
        channels.forEach(ManagedChannel::resetConnectBackoff);
        present.forEach(SubscriberClient::subscribe);
    }

    /** Waits until a third of them have received all written events, so that most of them do not fall out of range. */
    public void awaitSome(WrittenEvents written, Duration atMost) {
        await().atMost(atMost)
                .until(() -> present().stream()
                                .filter(subscriber -> subscriber.hasReceivedAll(written))
                                .count()
                        >= present().size() / 3);
    }

    /** Waits until each has received all written events; fails if one received too many or too few. */
    public String finish(WrittenEvents written, Duration atMost) {
        synchronized (this) {
            isFinishing = true;
            present.forEach(SubscriberClient::resume);
        }
        await().atMost(atMost)
                .until(() -> present().stream().allMatch(subscriber -> subscriber.hasReceivedAll(written)));
        List<SubscriberClient> all = new ArrayList<>(present());
        all.addAll(left);
        assertThat(all)
                .allSatisfy(
                        subscriber -> assertThat(subscriber.problems(written)).isEmpty());
        long received = all.stream().mapToLong(SubscriberClient::received).sum();
        assertThat(received).isPositive();
        return all.size() + " subscribers, " + received + " events received, "
                + all.stream().mapToLong(SubscriberClient::repeated).sum() + " of them repeated, "
                + all.stream().mapToInt(SubscriberClient::outOfRange).sum() + " times out of range";
    }

    private synchronized List<SubscriberClient> present() {
        return List.copyOf(present);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
