/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.subscription.ResponseBuffer;
import io.changefeed.fanout.subscription.VisibleEvent;
import io.changefeed.fanout.wire.Images;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.fanout.wire.ResponseBatch;
import io.changefeed.grpc.v1.CaughtUp;
import io.changefeed.grpc.v1.Progress;
import io.changefeed.grpc.v1.SubscribeResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The responses of {@code changefeed.v1.ChangeFeed}: batches of events, each batch with a token. */
final class ChangeFeedResponses implements ResponseBuffer {
    private final ResponseBatch batch = new ResponseBatch();
    private final Images images;
    private final Duration heartbeatInterval;
    private final BatchLimit limit;

    /** The size of a batch. An event that exceeds it is sent alone. */
    record BatchLimit(int events, int bytes) {}

    ChangeFeedResponses(Images images, Duration heartbeatInterval, BatchLimit limit) {
        this.images = images;
        this.heartbeatInterval = heartbeatInterval;
        this.limit = limit;
    }

    @Override
    public void add(BufferedEvent event, VisibleEvent visibleAs) {
        batch.add(event.encoded(), visibleAs.operation(), visibleAs.isKeyOnly() ? Images.KEYS_ONLY : images);
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
    public List<Payload> drain(TokenSupplier token) {
        return List.of(batch.response(token.utf8()));
    }

    @Override
    public Optional<Payload> started(TokenSupplier token) {
        return heartbeat(token);
    }

    @Override
    public Optional<Payload> caughtUp(TokenSupplier token) {
        return Optional.of(Payload.of(
                response(token).setCaughtUp(CaughtUp.getDefaultInstance()).build()));
    }

    @Override
    public Optional<Payload> heartbeat(TokenSupplier token) {
        return Optional.of(Payload.of(
                response(token).setProgress(Progress.getDefaultInstance()).build()));
    }

    private static SubscribeResponse.Builder response(TokenSupplier token) {
        return SubscribeResponse.newBuilder().setResumeTokenBytes(token.utf8());
    }

    @Override
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    @Override
    public boolean sendsUnconditionalHeartbeats() {
        return false;
    }
}
