/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscribers;

import io.changefeed.event.ChangeEvent;
import io.changefeed.fanout.token.Token;
import io.changefeed.fanout.token.TokenCodec;
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

/** A subscriber that follows the protocol across failures and records what it received. */
final class SubscriberClient {
    private final Channel channel;
    private final FilterCase filterCase;
    private final BitSet received = new BitSet();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Call call;
    private @Nullable Token start;
    private @Nullable String token;
    private long repeated;
    private int outOfRange;
    private boolean isStalled;

    SubscriberClient(Channel channel, FilterCase filterCase) {
        this.channel = channel;
        this.filterCase = filterCase;
    }

    /** One call. Responses of an earlier call are ignored. */
    private final class Call implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
        private @Nullable ClientCallStreamObserver<SubscribeRequest> stream;
        private int pendingRequests;

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeRequest> started) {
            stream = started;
            started.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(SubscribeResponse response) {
            receive(this, response);
        }

        @Override
        public void onError(Throwable reason) {
            ended(this, Status.fromThrowable(reason));
        }

        @Override
        public void onCompleted() {
            ended(this, Status.OK);
        }

        private void requestNext() {
            if (stream != null) {
                stream.request(1);
            }
        }

        private void cancel() {
            if (stream != null) {
                stream.cancel("subscriber cancels", null);
            }
        }
    }

    /** Subscribes if it is not subscribed: from the latest event at first, later from its token. */
    void subscribe() {
        Call started = new Call();
        SubscribeRequest.Builder request = filterCase.request();
        synchronized (this) {
            if (call != null) {
                return;
            }
            call = started;
            if (token == null) {
                request.setStartAt(StartAt.START_AT_LATEST);
            } else {
                request.setResumeToken(token);
            }
        }
        ChangeFeedGrpc.newStub(channel).subscribe(request.build(), started);
    }

    private synchronized void receive(Call from, SubscribeResponse response) {
        if (from != call) {
            return;
        }
        if (start == null) {
            if (response.getEvents().getEventsCount() > 0) {
                problems.add("received events before the start token");
            }
            start = TokenCodec.plain().parse(response.getResumeToken());
        }
        response.getEvents().getEventsList().forEach(event -> record(event.getEventId(), key(event)));
        token = response.getResumeToken();
        if (isStalled) {
            from.pendingRequests++;
        } else {
            from.requestNext();
        }
    }

    private static String key(io.changefeed.grpc.v1.ChangeEvent event) {
        return event.getKey().getAttributesOrThrow("pk").getS();
    }

    private void record(String eventId, String item) {
        int number = RandomItemChanges.number(eventId);
        if (received.get(number)) {
            repeated++;
            return;
        }
        received.set(number);
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
            // The connection was lost, for which gRPC has no single status code.
            return;
        }
        switch (reason.getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, CANCELLED -> {}
            case OUT_OF_RANGE -> {
                // The subscriber was informed of missed events, so it counts as a new subscriber.
                outOfRange++;
                token = null;
                start = null;
                received.clear();
                newest.clear();
            }
            default -> problems.add("the call ended as " + reason);
        }
    }

    /** Cancels the call. The next call resumes after it. */
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

    /** Stops reading until {@link #resume}. */
    synchronized void stall() {
        isStalled = true;
    }

    void resume() {
        @Nullable Call running;
        int pendingRequests;
        synchronized (this) {
            isStalled = false;
            running = call;
            pendingRequests = running == null ? 0 : running.pendingRequests;
            if (running != null) {
                running.pendingRequests = 0;
            }
        }
        for (; running != null && pendingRequests > 0; pendingRequests--) {
            running.requestNext();
        }
    }

    synchronized boolean hasReceivedAll(WrittenEvents written) {
        return token != null
                && start != null
                && written.isBefore(TokenCodec.plain().parse(token));
    }

    /** Compares what it received with what was written between its first and its last token. */
    synchronized List<String> problems(WrittenEvents written) {
        List<String> found = new ArrayList<>(problems);
        if (start == null || token == null) {
            return found;
        }
        BitSet expected = new BitSet();
        written.between(start, TokenCodec.plain().parse(token), (ChangeEvent event, long offset) -> {
            if (filterCase.matches(event)) {
                expected.set(RandomItemChanges.number(event.source().eventId()));
            }
        });
        BitSet missed = (BitSet) expected.clone();
        missed.andNot(received);
        BitSet unexpected = (BitSet) received.clone();
        unexpected.andNot(expected);
        if (!missed.isEmpty()) {
            found.add(
                    missed.cardinality() + " events missed, the first is " + missed.nextSetBit(0) + ", " + filterCase);
        }
        if (!unexpected.isEmpty()) {
            found.add(unexpected.cardinality() + " unexpected events, the first is " + unexpected.nextSetBit(0) + ", "
                    + filterCase);
        }
        return found;
    }

    synchronized int received() {
        return received.cardinality();
    }

    synchronized long repeated() {
        return repeated;
    }

    synchronized int outOfRange() {
        return outOfRange;
    }
}
