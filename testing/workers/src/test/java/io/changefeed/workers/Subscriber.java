/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.grpc.v1.ChangeEvent;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.StartAt;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads the events that a gRPC fan-out serves. */
final class Subscriber implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 20;

    private final ManagedChannel channel;

    Subscriber(int port) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }

    /**
     * Returns the ids of the events from the oldest one on, in order for each item; none if the server is not
     * available.
     */
    List<String> eventIds() {
        List<String> ids = new ArrayList<>();
        Iterator<SubscribeResponse> responses = ChangeFeedGrpc.newBlockingStub(channel)
                .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .subscribe(SubscribeRequest.newBuilder()
                        .setStartAt(StartAt.START_AT_EARLIEST)
                        .build());
        try {
            boolean isCaughtUp = false;
            while (!isCaughtUp && responses.hasNext()) {
                SubscribeResponse response = responses.next();
                response.getEvents().getEventsList().stream()
                        .map(ChangeEvent::getEventId)
                        .forEach(ids::add);
                isCaughtUp = response.hasCaughtUp();
            }
            return ids;
        } catch (StatusRuntimeException e) {
            channel.resetConnectBackoff();
            return List.of();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
