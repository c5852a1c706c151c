/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.io.IOException;
import java.util.Optional;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a request, which is closed to abort the request. Cancelling the client's future is not enough: while
 * the client starts a request, its future loses a connection attempt, and does not know a connection that is established.
 */
final class RequestConnection {
    private static final String ATTRIBUTE = RequestConnection.class.getName();

    private Optional<Cancellable> attempt = Optional.empty();
    private @Nullable AsyncExecRuntime established;
    private boolean isClosed;

    /** Registers this connection for the request that uses the context. */
    void register(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Returns the connection of the request that uses the context. */
    static Optional<RequestConnection> of(@Nullable HttpContext context) {
        return Optional.ofNullable(context)
                .map(registered -> registered.getAttribute(ATTRIBUTE))
                .map(RequestConnection.class::cast);
    }

    /** Called when an attempt to connect starts. An attempt that is cancelled returns its place in the pool. */
    void onAttempt(Cancellable started) {
        boolean cancels;
        synchronized (this) {
            attempt = Optional.of(started);
            cancels = isClosed;
        }
        if (cancels) {
            started.cancel();
        }
    }

    /** Closes the connection, unless the request has released it, and prevents that the request is sent later. */
    void close() {
        Optional<Cancellable> connecting;
        AsyncExecRuntime open;
        synchronized (this) {
            isClosed = true;
            connecting = attempt;
            open = established;
        }
        connecting.ifPresent(Cancellable::cancel);
        if (open != null) {
            open.discardEndpoint();
        }
    }

    /** Whether a connection to the endpoint was established, on which the request may have been sent. */
    synchronized boolean isEstablished() {
        return established != null;
    }

    /** Stores the connection and returns whether the request can be sent on it. */
    private synchronized boolean establish(AsyncExecRuntime connected) {
        if (isClosed) {
            return false;
        }
        established = connected;
        return true;
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** Runs when the connection is established, before the request is sent. */
    static void intercept(
            HttpRequest request,
            @Nullable AsyncEntityProducer entity,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        Optional<RequestConnection> registered = of(scope.clientContext);
        if (registered.isEmpty()) {
            chain.proceed(request, entity, scope, callback);
            return;
        }
        RequestConnection connection = registered.get();
        if (!connection.establish(scope.execRuntime)) {
            scope.execRuntime.discardEndpoint();
            throw new IOException("the request was aborted");
        }
        try {
            chain.proceed(request, entity, scope, callback);
        } catch (IllegalStateException e) {
            if (connection.isClosed()) {
                throw new IOException("the request was aborted", e);
            }
            throw e;
        }
    }
}
