/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.DaemonThreads;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends POST requests without blocking the caller. Each request has its own deadline, which includes the name lookup. Does
 * not follow redirects or retry requests.
 */
public final class PostClient implements AutoCloseable {
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-webhook-deadlines"));
    private final NameLookups lookups;
    private final CloseableHttpAsyncClient client;

    public PostClient(HttpSettings settings) {
        timeout = settings.requestTimeout();
        deadlines.setRemoveOnCancelPolicy(true);
        lookups = HttpClients.lookups(settings);
        client = HttpClients.create(settings, lookups);
        client.start();
    }

    /** Starts a request. */
    public Exchange send(PostRequest post) {
        Exchange exchange = new Exchange();
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> exchange.abort(new SocketTimeoutException(
                        "timed out after " + timeout.toMillis() + " ms ('http.request.timeout.ms')")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.response().whenComplete((response, failure) -> deadline.cancel(false));
        exchange.start((consumer, connection, callback) -> {
            HttpClientContext context = HttpClientContext.create();
            connection.register(context);
            return client.execute(request(post), consumer, context, callback);
        });
        return exchange;
    }

    private static AsyncRequestProducer request(PostRequest post) {
        AsyncRequestBuilder request = AsyncRequestBuilder.post(post.url())
                .setEntity(post.body().content(), ContentType.parse(post.body().contentType()));
        post.headers().forEach(header -> request.addHeader(header.name(), header.value()));
        return request.build();
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        lookups.close();
        deadlines.shutdownNow();
    }
}
