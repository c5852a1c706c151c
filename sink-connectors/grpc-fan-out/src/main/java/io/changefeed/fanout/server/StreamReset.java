/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.server;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Resets the stream of a call.
 *
 * <p>The API of gRPC has no method for it. But gRPC resets a stream if the context of its call is cancelled by a
 * timeout, which it treats as an exceeded deadline. A stream tracer can provide a parent of that context.
 */
abstract class StreamReset extends ServerStreamTracer {
    private volatile @Nullable CancellableContext context;

    @Override
    public Context filterContext(Context parent) {
        CancellableContext cancellable = parent.withCancellation();
        context = cancellable;
        return cancellable;
    }

    /** Resets the stream, unless it has ended. */
    final void reset(String reason) {
        cancelContext(new TimeoutException(reason));
    }

    /** Reported by the transport. */
    @Override
    public void streamClosed(Status status) {
        cancelContext(null);
    }

    private void cancelContext(@Nullable Throwable reason) {
        @Nullable CancellableContext cancelled = context;
        if (cancelled != null) {
            cancelled.cancel(reason);
        }
    }
}
