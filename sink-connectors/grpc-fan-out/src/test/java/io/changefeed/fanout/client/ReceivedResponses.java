/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.client;

import static org.awaitility.Awaitility.await;

import io.changefeed.grpc.v1.ChangeEvent;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The responses to one call. Reads them immediately unless it is stalled. */
public final class ReceivedResponses implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<SubscribeResponse> all = new CopyOnWriteArrayList<>();
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final boolean isStalled;
    private @Nullable ClientCallStreamObserver<SubscribeRequest> call;

    /** @param isStalled whether it reads nothing until {@link #resume} */
    ReceivedResponses(boolean isStalled) {
        this.isStalled = isStalled;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscribeRequest> stream) {
        call = stream;
        if (isStalled) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(SubscribeResponse response) {
        all.add(response);
    }

    @Override
    public void onError(Throwable reason) {
        end.complete(reason);
    }

    @Override
    public void onCompleted() {
        end.complete(null);
    }

    /** Starts reading. */
    public void resume() {
        requireCall().request(Integer.MAX_VALUE);
    }

    public void cancel() {
        requireCall().cancel("enough", null);
    }

    private ClientCallStreamObserver<SubscribeRequest> requireCall() {
        if (call == null) {
            throw new IllegalStateException("the call has not started");
        }
        return call;
    }

    public List<SubscribeResponse> all() {
        return List.copyOf(all);
    }

    public List<ChangeEvent> events() {
        List<ChangeEvent> events = new ArrayList<>();
        all.forEach(response -> events.addAll(response.getEvents().getEventsList()));
        return events;
    }

    /** Waits for {@code count} events and returns their ids. */
    public List<String> awaitIds(int count) {
        await().atMost(TIMEOUT).until(() -> events().size() >= count || end.isDone());
        return ids();
    }

    public List<String> ids() {
        return events().stream().map(ChangeEvent::getEventId).toList();
    }

    public ReceivedResponses awaitCaughtUp() {
        await().atMost(TIMEOUT).until(() -> all.stream().anyMatch(SubscribeResponse::hasCaughtUp) || end.isDone());
        return this;
    }

    public String lastToken() {
        return all.get(all.size() - 1).getResumeToken();
    }

    /** Waits for the error with which the server ends the call. */
    public Throwable awaitEnd() {
        try {
            Throwable reason = end.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (reason == null) {
                throw new AssertionError("the call ended without an error");
            }
            return reason;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the call did not end", e);
        }
    }

    public boolean isEnded() {
        return end.isDone();
    }
}
