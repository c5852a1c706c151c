/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.fanout.wire.Payload;
import io.changefeed.grpc.v1.ChangeFeedGrpc;
import io.changefeed.grpc.v1.SubscribeRequest;
import io.changefeed.grpc.v1.SubscribeResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call without a network. */
final class FakeServerCall extends ServerCall<SubscribeRequest, Payload> {
    private final List<SubscribeResponse> sent = new ArrayList<>();
    private Optional<Status> end = Optional.empty();
    private boolean isReady = true;

    List<SubscribeResponse> sent() {
        return sent;
    }

    /** Empty while the call is open. */
    Optional<Status> ended() {
        return end;
    }

    void stall() {
        isReady = false;
    }

    @Override
    public void request(int messages) {
        // The tests pass no requests through the call.
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // No test reads them.
    }

    @Override
    public void sendMessage(Payload payload) {
        try {
            sent.add(SubscribeResponse.parseFrom(Payload.MARSHALLER.stream(payload)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isReady() {
        return isReady;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (end.isPresent()) {
            throw new IllegalStateException("the call is already closed");
        }
        end = Optional.of(status);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public MethodDescriptor<SubscribeRequest, Payload> getMethodDescriptor() {
        return ChangeFeedGrpc.getSubscribeMethod().toBuilder(
                        ChangeFeedGrpc.getSubscribeMethod().getRequestMarshaller(), Payload.MARSHALLER)
                .build();
    }
}
