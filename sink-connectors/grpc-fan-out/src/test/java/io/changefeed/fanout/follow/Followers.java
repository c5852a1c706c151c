/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.follow;

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
 * Subscribers on a few connections. From when they begin until they are settled, some of them cancel, stall, leave and join
 * at random, and all subscribe again when their call ends.
 */
public final class Followers implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RandomGenerator random;
    private final List<ManagedChannel> channels;
    private final List<Follower> present = new ArrayList<>();
    private final List<Follower> left = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private boolean isSettling;

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the timer
    public Followers(int port, int count, RandomGenerator random) {
        this.random = random;
        channels = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> ManagedChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .maxInboundMessageSize(8 * 1024 * 1024)
                        .build())
                .toList();
        for (int i = 0; i < count; i++) {
            present.add(newcomer());
        }
        timer.scheduleWithFixedDelay(this::live, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Follower newcomer() {
        return new Follower(channels.get(random.nextInt(channels.size())), Wish.random(random));
    }

    private synchronized void live() {
        int some = Math.max(1, present.size() / 50);
        for (int i = 0; i < some && !isSettling; i++) {
            int which = random.nextInt(present.size());
            Follower follower = present.get(which);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> follower.cancel();
                case 3 -> follower.stall();
                case 4, 5, 6 -> follower.goOn();
                default -> {
                    if (left.size() < present.size()) {
                        follower.cancel();
                        left.add(follower);
                        present.set(which, newcomer());
                    }
                }
            }
        }
        // Those on a connection that is being made anew fail at once, and again at the next turn.
        channels.forEach(ManagedChannel::resetConnectBackoff);
        present.forEach(Follower::subscribe);
    }

    /** Waits until a third of them have been told of all that was written: so that the ring does not pass most of them. */
    public void awaitSome(Written written, Duration atMost) {
        await().atMost(atMost)
                .until(() -> present().stream()
                                .filter(follower -> follower.hasAllOf(written))
                                .count()
                        >= present().size() / 3);
    }

    /** Waits until each has been told of all that was written, and fails when one was told of too much or too little. */
    public String settle(Written written, Duration atMost) {
        synchronized (this) {
            isSettling = true;
            present.forEach(Follower::goOn);
        }
        await().atMost(atMost).until(() -> present().stream().allMatch(follower -> follower.hasAllOf(written)));
        List<Follower> all = new ArrayList<>(present());
        all.addAll(left);
        assertThat(all)
                .allSatisfy(follower -> assertThat(follower.problems(written)).isEmpty());
        long told = all.stream().mapToLong(Follower::told).sum();
        assertThat(told).isPositive();
        return all.size() + " subscribers, " + told + " events told, "
                + all.stream().mapToLong(Follower::repeated).sum() + " of them repeated, "
                + all.stream().mapToInt(Follower::fellOut).sum() + " times out of range";
    }

    private synchronized List<Follower> present() {
        return List.copyOf(present);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
