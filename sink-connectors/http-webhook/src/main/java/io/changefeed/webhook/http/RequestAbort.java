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
 * Aborts a request by closing its connection. Cancelling the client's future is not enough: if the connection is
 * established before the future knows about it, cancelling only affects the connection attempt, which has already
 * completed.
 */
final class RequestAbort {
    private static final String ATTRIBUTE = RequestAbort.class.getName();

    private @Nullable AsyncExecRuntime connection;
    private boolean aborted;

    /** Registers this abort for the request that uses the context. */
    void register(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    synchronized void run() {
        aborted = true;
        if (connection != null) {
            connection.discardEndpoint();
        }
    }

    /** Stores the connection and returns whether the request can be sent on it. */
    private synchronized boolean acquire(AsyncExecRuntime connected) {
        connection = connected;
        return !aborted;
    }

    private synchronized boolean isAborted() {
        return aborted;
    }

    /** Runs when the connection is established, before the request is sent. */
    static void intercept(
            HttpRequest request,
            @Nullable AsyncEntityProducer entity,
            AsyncExecChain.Scope scope,
            AsyncExecChain chain,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        if (!(scope.clientContext.getAttribute(ATTRIBUTE) instanceof RequestAbort abort)) {
            chain.proceed(request, entity, scope, callback);
            return;
        }
        if (!abort.acquire(scope.execRuntime)) {
            scope.execRuntime.discardEndpoint();
            throw new IOException("the request was aborted");
        }
        try {
            chain.proceed(request, entity, scope, callback);
        } catch (IllegalStateException e) {
            if (abort.isAborted()) {
                throw new IOException("the request was aborted", e);
            }
            throw e;
        }
    }
}
