/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.follow;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.token.Token;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A subscriber that follows the protocol, whatever befalls it, and remembers what it was told. */
final class Follower {
    private final Channel channel;
    private final Wish wish;
    private final BitSet told = new BitSet();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Call call;
    private @Nullable Token start;
    private @Nullable String token;
    private long repeated;
    private int fellOut;
    private boolean isStalled;

    Follower(Channel channel, Wish wish) {
        this.channel = channel;
        this.wish = wish;
    }

    /** One call; what comes of an earlier one counts no more. */
    private final class Call implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
        private @Nullable ClientCallStreamObserver<SubscribeRequest> stream;
        private int owed;

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeRequest> begun) {
            stream = begun;
            begun.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(SubscribeResponse response) {
            take(this, response);
        }

        @Override
        public void onError(Throwable reason) {
            ended(this, Status.fromThrowable(reason));
        }

        @Override
        public void onCompleted() {
            ended(this, Status.OK);
        }

        private void more() {
            if (stream != null) {
                stream.request(1);
            }
        }

        private void cancel() {
            if (stream != null) {
                stream.cancel("the subscriber goes", null);
            }
        }
    }

    /** Subscribes, when it is not subscribed: at the latest at first, later where it was. */
    void subscribe() {
        Call begun = new Call();
        SubscribeRequest.Builder request = wish.request();
        synchronized (this) {
            if (call != null) {
                return;
            }
            call = begun;
            if (token == null) {
                request.setStartAt(StartAt.START_AT_LATEST);
            } else {
                request.setResumeToken(token);
            }
        }
        ChangeFeedGrpc.newStub(channel).subscribe(request.build(), begun);
    }

    private synchronized void take(Call from, SubscribeResponse response) {
        if (from != call) {
            return;
        }
        if (start == null) {
            if (response.getEvents().getEventsCount() > 0) {
                problems.add("told of events before it was caught up");
            }
            start = Token.parse(response.getResumeToken());
        }
        response.getEvents().getEventsList().forEach(event -> note(event.getEventId(), key(event)));
        token = response.getResumeToken();
        if (isStalled) {
            from.owed++;
        } else {
            from.more();
        }
    }

    private static String key(io.changefeed.grpc.v1.ChangeEvent event) {
        return event.getKey().getAttributesOrThrow("pk").getS();
    }

    private void note(String eventId, String item) {
        int number = Changing.number(eventId);
        if (told.get(number)) {
            repeated++;
            return;
        }
        told.set(number);
        Integer before = newest.put(item, number);
        if (before != null && before > number) {
            problems.add(eventId + " came after " + before);
        }
    }

    private synchronized void ended(Call of, Status reason) {
        if (of != call) {
            return;
        }
        call = null;
        if (reason.getCause() instanceof IOException) {
            // The connection was cut: gRPC has no one code for it.
            return;
        }
        switch (reason.getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, CANCELLED -> {}
            case OUT_OF_RANGE -> {
                // It misses events and knows it: from here on it is a new subscriber.
                fellOut++;
                token = null;
                start = null;
                told.clear();
                newest.clear();
            }
            default -> problems.add("the call ended as " + reason);
        }
    }

    /** Cancels the call; a further one goes on where this one was. */
    void cancel() {
        @Nullable Call ended;
        synchronized (this) {
            ended = call;
            call = null;
        }
        if (ended != null) {
            ended.cancel();
        }
    }

    /** Takes nothing for now. */
    synchronized void stall() {
        isStalled = true;
    }

    void goOn() {
        @Nullable Call running;
        int owed;
        synchronized (this) {
            isStalled = false;
            running = call;
            owed = running == null ? 0 : running.owed;
            if (running != null) {
                running.owed = 0;
            }
        }
        for (; running != null && owed > 0; owed--) {
            running.more();
        }
    }

    synchronized boolean hasAllOf(Written written) {
        return token != null && start != null && written.isBefore(Token.parse(token));
    }

    /** What is wrong with what it was told, between its first token and its last. */
    synchronized List<String> problems(Written written) {
        List<String> found = new ArrayList<>(problems);
        if (start == null || token == null) {
            return found;
        }
        BitSet expected = new BitSet();
        written.between(start, Token.parse(token), (ChangeEvent event, long offset) -> {
            if (wish.wants(event)) {
                expected.set(Changing.number(event.source().eventId()));
            }
        });
        BitSet missed = (BitSet) expected.clone();
        missed.andNot(told);
        BitSet unwanted = (BitSet) told.clone();
        unwanted.andNot(expected);
        if (!missed.isEmpty()) {
            found.add(missed.cardinality() + " events missed, the first is " + missed.nextSetBit(0) + ", " + wish);
        }
        if (!unwanted.isEmpty()) {
            found.add(
                    unwanted.cardinality() + " events too many, the first is " + unwanted.nextSetBit(0) + ", " + wish);
        }
        return found;
    }

    synchronized int told() {
        return told.cardinality();
    }

    synchronized long repeated() {
        return repeated;
    }

    synchronized int fellOut() {
        return fellOut;
    }
}
