/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.token.TokenCodec;
import io.changefeed.fanout.wire.Images;
import io.changefeed.fanout.wire.Payload;
import io.changefeed.fanout.wire.ResponseBatch;
import io.changefeed.grpc.v1.ChangeEvent;
import io.changefeed.grpc.v1.Progress;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private static final TopicPartition PARTITION = new TopicPartition("shop.orders", 0);
    private static final TokenCodec CODEC = TokenCodec.plain();
    private static final EventFilter ALL = EventFilter.parse("");

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Ring ring = new Ring(10_000, Long.MAX_VALUE);
    private final FakeServerCall call = new FakeServerCall();
    private Duration timeout = Duration.ofMinutes(1);
    private Optional<Subscription> subscription = Optional.empty();
    private boolean hasReachedTip = true;
    private long nanos;
    private long offset;

    private Subscriptions start(EventFilter filter, ResponseBuffer responses) {
        return start(ring.earliest(), filter, responses);
    }

    private Subscriptions start(Cursor cursor, EventFilter filter, ResponseBuffer responses) {
        Subscriptions subscriptions = new Subscriptions(
                1,
                new Subscriptions.SubscriptionContext(work::add, () -> nanos, new Timeouts(timeout, timeout), CODEC));
        subscription = subscriptions.start(
                call,
                new StartPosition(ring, cursor, () -> hasReachedTip),
                new EventSelection(filter, false),
                responses);
        return subscriptions;
    }

    private void append(int events) {
        for (int i = 0; i < events; i++) {
            ring.append(PARTITION, offset, update("a", offset), Optional.empty());
            offset++;
        }
    }

    private void runAll() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }

    private Status.Code code() {
        return call.ended().map(Status::getCode).orElse(Status.Code.OK);
    }

    /** Batches of one event. */
    private static class SingleEventResponses implements ResponseBuffer {
        private final ResponseBatch batch = new ResponseBatch();

        @Override
        public void add(BufferedEvent event, VisibleEvent visibleAs) {
            batch.add(event.encoded(), visibleAs.operation(), Images.NEW_AND_OLD);
        }

        @Override
        public int events() {
            return batch.events();
        }

        @Override
        public boolean isFull() {
            return batch.events() > 0;
        }

        @Override
        public List<Payload> drain(TokenSupplier token) {
            return List.of(batch.response(token.utf8()));
        }

        @Override
        public Optional<Payload> started(TokenSupplier token) {
            return Optional.empty();
        }

        @Override
        public Optional<Payload> caughtUp(TokenSupplier token) {
            return Optional.empty();
        }

        @Override
        public Optional<Payload> heartbeat(TokenSupplier token) {
            ByteString text = token.utf8();
            return Optional.of(Payload.of(SubscribeResponse.newBuilder()
                    .setResumeTokenBytes(text)
                    .setProgress(Progress.getDefaultInstance())
                    .build()));
        }

        @Override
        public Duration heartbeatInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public boolean sendsUnconditionalHeartbeats() {
            return false;
        }
    }

    @Test
    void subscriberOfARetiredRingIsDisconnectedWithAToken() {
        ring.retire("the server is reading its topics again");

        Subscriptions subscriptions = start(ALL, new SingleEventResponses());
        runAll();

        assertThat(code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(call.sent()).singleElement().matches(SubscribeResponse::hasProgress);
        assertThat(subscriptions.count()).isZero();
    }

    @Test
    void errorEndsTheCallAndTheEventIsSentAgain() {
        append(3);
        Subscriptions subscriptions = start(ALL, new SingleEventResponses() {
            @Override
            public void add(BufferedEvent event, VisibleEvent visibleAs) {
                if (event.event().source().eventId().equals("a/1")) {
                    throw new StackOverflowError("nested too deeply");
                }
                super.add(event, visibleAs);
            }
        });

        assertThatThrownBy(this::runAll).isInstanceOf(StackOverflowError.class);
        subscriptions.wakeAll();
        runAll();

        assertThat(code()).isEqualTo(Status.Code.INTERNAL);
        assertThat(call.sent())
                .flatMap(response -> response.getEvents().getEventsList())
                .extracting(ChangeEvent::getEventId)
                .containsExactly("a/0");
        assertThat(subscriptions.count()).isZero();
    }

    @Test
    void unlimitedSlowTimeoutNeverDisconnects() {
        timeout = Duration.ofMillis(Long.MAX_VALUE);
        append(3);
        call.stall();

        Subscriptions subscriptions = start(ALL, new SingleEventResponses());
        runAll();
        nanos = Duration.ofDays(1).toNanos();
        subscriptions.wakeAll();
        runAll();

        assertThat(code()).isEqualTo(Status.Code.OK);
    }

    @Test
    void sendsHeartbeatsWhileTheFilterRejectsAConstantFlowOfEvents() {
        start(EventFilter.parse("{\"table\": [\"others\"]}"), new SingleEventResponses());
        for (int run = 0; run < 10; run++) {
            nanos += Duration.ofSeconds(2).toNanos();
            append(2_000);
            Runnable next = work.remove();
            next.run();
        }

        assertThat(call.sent()).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void tokenPrecedesAnEventThatTheFilterCannotEvaluate() {
        append(1);
        String before = CODEC.text(ring.token(ring.latest()));
        ring.append(
                PARTITION,
                offset,
                change(Operation.MODIFY, "orders", "b", 2, Optional.empty(), Optional.empty()),
                Optional.empty());

        start(EventFilter.parse("{\"attribute\": {\"n\": {\"N\": \"0\"}}}"), new SingleEventResponses() {
            @Override
            public boolean isFull() {
                return false;
            }
        });
        runAll();

        assertThat(code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(call.sent())
                .singleElement()
                .extracting(SubscribeResponse::getResumeToken)
                .isEqualTo(before);
    }

    @Test
    void placeIsFreeWhenTheTransportReportsTheEndOfTheCall() {
        ring.retire("the server is reading its topics again");
        Subscriptions subscriptions = start(ALL, new SingleEventResponses());
        runAll();
        assertThat(code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(startSecond(subscriptions)).isEmpty();

        subscription.orElseThrow().transportEnded();

        assertThat(startSecond(subscriptions)).isPresent();
    }

    @Test
    void waitForATokenStartsWhenTheServerHasReachedTheTip() {
        Ring ahead = new Ring(10, Long.MAX_VALUE);
        ahead.append(PARTITION, 0, update("a", 0), Optional.empty());
        ring.startAt(PARTITION, 0);
        hasReachedTip = false;
        Subscriptions subscriptions = start(ring.after(ahead.token(ahead.latest())), ALL, new SingleEventResponses());
        runAfter(subscriptions, timeout.multipliedBy(2));
        assertThat(code()).isEqualTo(Status.Code.OK);

        hasReachedTip = true;
        runAfter(subscriptions, Duration.ZERO);
        assertThat(code()).isEqualTo(Status.Code.OK);

        runAfter(subscriptions, timeout.multipliedBy(2));
        assertThat(code()).isEqualTo(Status.Code.OUT_OF_RANGE);
    }

    private void runAfter(Subscriptions subscriptions, Duration time) {
        nanos += time.toNanos();
        subscriptions.wakeAll();
        runAll();
    }

    private Optional<Subscription> startSecond(Subscriptions subscriptions) {
        return subscriptions.start(
                new FakeServerCall(),
                new StartPosition(ring, ring.earliest(), () -> true),
                new EventSelection(ALL, false),
                new SingleEventResponses());
    }
}
