/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ddbstream;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemFormat;
import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.subscription.ResponseBuffer;
import io.changefeed.fanout.subscription.VisibleEvent;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.ddbstream.SubscribeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The responses of {@code ddbstream.DdbStream}: each new image as JSON, no removes, and a ping every 10 s. */
final class BroadcastResponses implements ResponseBuffer {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    private static final int MAX_EVENTS = 20;
    private static final int MAX_BYTES = 64 * 1024;
    private static final Payload PING =
            Payload.of(SubscribeResponse.newBuilder().setType("ping").build());

    private final List<Payload> broadcasts = new ArrayList<>();
    private int bytes;

    @Override
    public void add(BufferedEvent buffered, VisibleEvent visibleAs) {
        ChangeEvent event = buffered.event();
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
        return broadcasts.size() >= MAX_EVENTS || bytes >= MAX_BYTES;
    }

    @Override
    public List<Payload> drain(TokenSupplier token) {
        List<Payload> drained = List.copyOf(broadcasts);
        broadcasts.clear();
        bytes = 0;
        return drained;
    }

    /** Returns an immediate ping, which clients of this service expect. */
    @Override
    public Optional<Payload> started(TokenSupplier token) {
        return Optional.of(PING);
    }

    @Override
    public Optional<Payload> caughtUp(TokenSupplier token) {
        return Optional.empty();
    }

    @Override
    public Optional<Payload> heartbeat(TokenSupplier token) {
        return Optional.of(PING);
    }

    @Override
    public Duration heartbeatInterval() {
        return PING_INTERVAL;
    }

    @Override
    public boolean sendsUnconditionalHeartbeats() {
        return true;
    }
}
