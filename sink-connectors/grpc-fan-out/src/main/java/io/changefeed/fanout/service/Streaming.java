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
 * Calls with one request and a stream of responses that a subscription sends. gRPC's stubs do not fit: they let a caller
 * send more than the call takes, and write each response anew.
 *
 * @param <Q> the request
 */
public final class Streaming<Q> implements ServerCallHandler<Q, Payload> {
    private final Beginning<Q> beginning;

    /** Begins a subscription for a request. */
    public interface Beginning<Q> {
        /**
         * Begins one.
         *
         * @throws StatusRuntimeException when there is none to begin; the call ends with its status
         */
        Subscription begin(Q request, ServerCall<Q, Payload> call);
    }

    public Streaming(Beginning<Q> beginning) {
        this.beginning = beginning;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, Payload> call, Metadata headers) {
        // The second shows that there are too many.
        call.request(2);
        return new Listener(call);
    }

    private final class Listener extends ServerCall.Listener<Q> {
        private final ServerCall<Q, Payload> call;
        private @Nullable Q request;
        private boolean isRefused;
        private @Nullable Subscription subscription;

        Listener(ServerCall<Q, Payload> call) {
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (request != null) {
                refuse(Status.INVALID_ARGUMENT.withDescription("the call takes one request"), new Metadata());
                return;
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (isRefused) {
                return;
            }
            @Nullable Q asked = request;
            if (asked == null) {
                refuse(Status.INVALID_ARGUMENT.withDescription("the call needs a request"), new Metadata());
                return;
            }
            try {
                subscription = beginning.begin(asked, call);
            } catch (StatusRuntimeException e) {
                @Nullable Metadata trailers = e.getTrailers();
                refuse(e.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        private void refuse(Status status, Metadata trailers) {
            if (!isRefused) {
                isRefused = true;
                call.close(status, trailers);
            }
        }

        @Override
        public void onReady() {
            wake();
        }

        @Override
        public void onCancel() {
            wake();
        }

        private void wake() {
            @Nullable Subscription begun = subscription;
            if (begun != null) {
                begun.wake();
            }
        }
    }
}
