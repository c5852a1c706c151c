/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resets the stream of a call that is closed but has not ended after a time. The status of a call follows its
 * responses. If the client does not read them, the stream would remain until the connection ends.
 */
final class ClosedCallReset extends ServerStreamTracer.Factory implements ServerInterceptor {
    private static final Context.Key<Stream> STREAM = Context.key("changefeed-stream");

    private final ScheduledExecutorService timer;
    private final Duration timeout;

    ClosedCallReset(ScheduledExecutorService timer, Duration timeout) {
        this.timer = timer;
        this.timeout = timeout;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Stream();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Stream stream = Objects.requireNonNull(STREAM.get());
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(status, trailers);
                        stream.scheduleReset();
                    }
                },
                headers);
    }

    private final class Stream extends StreamReset {
        private @Nullable Future<?> reset;
        private boolean hasEnded;

        @Override
        public Context filterContext(Context parent) {
            return super.filterContext(parent).withValue(STREAM, this);
        }

        synchronized void scheduleReset() {
            if (!hasEnded) {
                reset = timer.schedule(
                        () -> reset("the client does not read the end of the call"),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void streamClosed(Status status) {
            synchronized (this) {
                hasEnded = true;
                if (reset != null) {
                    reset.cancel(false);
                }
            }
            super.streamClosed(status);
        }
    }
}
