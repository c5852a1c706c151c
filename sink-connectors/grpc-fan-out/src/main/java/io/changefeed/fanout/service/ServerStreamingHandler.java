/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.service;

import io.changefeed.fanout.subscription.Subscription;
import io.changefeed.fanout.wire.Payload;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Handles calls with one request and a stream of responses, which a subscription sends. It replaces the generated
 * stubs, which buffer more than the call accepts and encode each response again.
 *
 * @param <Q> the request type
 */
public final class ServerStreamingHandler<Q> implements ServerCallHandler<Q, Payload> {
    private final SubscriptionStarter<Q> starter;

    /** Starts a subscription for a request. */
    public interface SubscriptionStarter<Q> {
        /**
         * Starts a subscription.
         *
         * @throws StatusRuntimeException if the request is rejected; the call ends with its status
         */
        Subscription start(Q request, ServerCall<Q, Payload> call);
    }

    public ServerStreamingHandler(SubscriptionStarter<Q> starter) {
        this.starter = starter;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, Payload> call, Metadata headers) {
        // Requests two messages to detect a client that sends more than one.
        call.request(2);
        return new Listener(call);
    }

    private final class Listener extends ServerCall.Listener<Q> {
        private final ServerCall<Q, Payload> call;
        private @Nullable Q request;
        private boolean isRejected;
        private @Nullable Subscription subscription;

        Listener(ServerCall<Q, Payload> call) {
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (request != null) {
                reject(Status.INVALID_ARGUMENT.withDescription("the call accepts one request"), new Metadata());
                return;
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (isRejected) {
                return;
            }
            @Nullable Q received = request;
            if (received == null) {
                reject(Status.INVALID_ARGUMENT.withDescription("the call requires a request"), new Metadata());
                return;
            }
            try {
                subscription = starter.start(received, call);
            } catch (StatusRuntimeException e) {
                @Nullable Metadata trailers = e.getTrailers();
                reject(e.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        private void reject(Status status, Metadata trailers) {
            if (!isRejected) {
                isRejected = true;
                call.close(status, trailers);
            }
        }

        @Override
        public void onReady() {
            @Nullable Subscription started = subscription;
            if (started != null) {
                started.wake();
            }
        }

        @Override
        public void onComplete() {
            handleTransportEnd();
        }

        @Override
        public void onCancel() {
            handleTransportEnd();
        }

        private void handleTransportEnd() {
            @Nullable Subscription started = subscription;
            if (started != null) {
                started.transportEnded();
            }
        }
    }
}
