/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a request, which is closed to abort the request. Cancelling the client's future is not enough: if the
 * connection is established before the future knows about it, cancelling only affects the connection attempt, which has
 * already completed.
 */
final class RequestConnection {
    private static final String ATTRIBUTE = RequestConnection.class.getName();

    private @Nullable AsyncExecRuntime established;
    private boolean isClosed;

    /** Registers this connection for the request that uses the context. */
    void register(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Closes the connection, unless the request has released it, and prevents that the request is sent later. */
    void close() {
        AsyncExecRuntime open;
        synchronized (this) {
            isClosed = true;
            open = established;
        }
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
        if (!(scope.clientContext.getAttribute(ATTRIBUTE) instanceof RequestConnection connection)) {
            chain.proceed(request, entity, scope, callback);
            return;
        }
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
