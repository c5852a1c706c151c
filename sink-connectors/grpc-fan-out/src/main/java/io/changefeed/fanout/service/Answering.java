/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.HeldEvent;
import io.changefeed.fanout.subscription.Answers;
import io.changefeed.fanout.wire.Batch;
import io.changefeed.fanout.wire.Images;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.v1.CaughtUp;
import io.changefeed.grpc.v1.Progress;
import io.changefeed.grpc.v1.SubscribeResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How {@code changefeed.v1.ChangeFeed} tells of events: in batches with one token. */
final class Answering implements Answers {
    private final Batch batch = new Batch();
    private final Images images;
    private final Duration heartbeatInterval;
    private final BatchLimit limit;

    /** Of a batch; an event that has more bytes is alone in one. */
    record BatchLimit(int events, int bytes) {}

    Answering(Images images, Duration heartbeatInterval, BatchLimit limit) {
        this.images = images;
        this.heartbeatInterval = heartbeatInterval;
        this.limit = limit;
    }

    @Override
    public void add(HeldEvent event, Operation told) {
        batch.add(event.encoded(), told, images);
    }

    @Override
    public int events() {
        return batch.events();
    }

    @Override
    public boolean isFull() {
        return batch.events() >= limit.events || batch.bytes() >= limit.bytes;
    }

    @Override
    public List<Payload> take(TokenText token) {
        return List.of(batch.response(token.utf8()));
    }

    @Override
    public Optional<Payload> begun(TokenText token) {
        return heartbeat(token);
    }

    @Override
    public Optional<Payload> caughtUp(TokenText token) {
        return Optional.of(Payload.of(
                response(token).setCaughtUp(CaughtUp.getDefaultInstance()).build()));
    }

    @Override
    public Optional<Payload> heartbeat(TokenText token) {
        return Optional.of(Payload.of(
                response(token).setProgress(Progress.getDefaultInstance()).build()));
    }

    private static SubscribeResponse.Builder response(TokenText token) {
        return SubscribeResponse.newBuilder().setResumeTokenBytes(token.utf8());
    }

    @Override
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    @Override
    public boolean isHeartbeatAlways() {
        return false;
    }
}
