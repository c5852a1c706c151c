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
 * Ends a request by closing its connection. Cancelling the client's future does not always do: where the connection is
 * made before the thread that asked for it goes on, that thread has the future cancel the connecting, which is over.
 */
final class RequestAbort {
    private static final String ATTRIBUTE = RequestAbort.class.getName();

    private @Nullable AsyncExecRuntime connection;
    private boolean aborted;

    /** Has the request of this context end by this abort. */
    void addTo(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    synchronized void run() {
        aborted = true;
        if (connection != null) {
            connection.discardEndpoint();
        }
    }

    private synchronized boolean mayGoOn(AsyncExecRuntime connected) {
        connection = connected;
        return !aborted;
    }

    private synchronized boolean isAborted() {
        return aborted;
    }

    /** Runs when there is a connection and nothing of the request was sent. */
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
        if (!abort.mayGoOn(scope.execRuntime)) {
            scope.execRuntime.discardEndpoint();
            throw new IOException("the request was given up");
        }
        try {
            chain.proceed(request, entity, scope, callback);
        } catch (IllegalStateException e) {
            if (abort.isAborted()) {
                throw new IOException("the request was given up", e);
            }
            throw e;
        }
    }
}
