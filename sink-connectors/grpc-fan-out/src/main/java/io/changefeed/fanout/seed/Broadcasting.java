/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.seed;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.HeldEvent;
import io.changefeed.fanout.subscription.Answers;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.ddbstream.SubscribeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How {@code ddbstream.DdbStream} tells of events: each new item as JSON, nothing of removes, and a ping every 10 s. */
final class Broadcasting implements Answers {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    private static final int MOST = 20;
    private static final int MOST_BYTES = 64 * 1024;
    private static final Payload PING =
            Payload.of(SubscribeResponse.newBuilder().setType("ping").build());

    private final List<Payload> broadcasts = new ArrayList<>();
    private int bytes;

    @Override
    public void add(HeldEvent held, Operation told) {
        ChangeEvent event = held.event();
        event.after()
                .map(item -> SubscribeResponse.newBuilder()
                        .setType("broadcast")
                        .setData(ItemFormat.JSON.json().text(item))
                        .build())
                .ifPresent(this::add);
    }

    private void add(SubscribeResponse broadcast) {
        broadcasts.add(Payload.of(broadcast));
        bytes += broadcast.getSerializedSize();
    }

    @Override
    public int events() {
        return broadcasts.size();
    }

    @Override
    public boolean isFull() {
        return broadcasts.size() >= MOST || bytes >= MOST_BYTES;
    }

    @Override
    public List<Payload> take(TokenText token) {
        List<Payload> taken = List.copyOf(broadcasts);
        broadcasts.clear();
        bytes = 0;
        return taken;
    }

    /** A first ping, at once, as those clients know it. */
    @Override
    public Optional<Payload> begun(TokenText token) {
        return Optional.of(PING);
    }

    @Override
    public Optional<Payload> caughtUp(TokenText token) {
        return Optional.empty();
    }

    @Override
    public Optional<Payload> heartbeat(TokenText token) {
        return Optional.of(PING);
    }

    @Override
    public Duration heartbeatInterval() {
        return PING_INTERVAL;
    }

    @Override
    public boolean isHeartbeatAlways() {
        return true;
    }
}
