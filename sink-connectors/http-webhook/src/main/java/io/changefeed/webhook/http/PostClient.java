/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends POST requests, each with its own deadline. Does not follow redirects or retry requests.
 *
 * <p>A dedicated thread starts the requests, because DNS lookups block.
 */
public final class PostClient implements AutoCloseable {
    private final Duration timeout;
    private final CloseableHttpAsyncClient client;
    private final ExecutorService starter =
            Executors.newSingleThreadExecutor(DaemonThreads.named("changefeed-webhook"));
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-webhook-deadlines"));

    public PostClient(HttpSettings settings) {
        timeout = settings.requestTimeout();
        client = HttpClients.create(settings);
        deadlines.setRemoveOnCancelPolicy(true);
        client.start();
    }

    /** Starts a request. */
    public Exchange send(PostRequest post) {
        Exchange exchange = new Exchange();
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> exchange.fail(new IOException(
                        "no response within " + timeout.toMillis() + " ms ('http.request.timeout.ms')")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.response().whenComplete((response, failure) -> deadline.cancel(false));
        starter.execute(() -> exchange.start(response -> execute(post, response)));
        return exchange;
    }

    private Cancellable execute(PostRequest post, CompletableFuture<Response> response) {
        RequestAbort abort = new RequestAbort();
        HttpClientContext context = HttpClientContext.create();
        abort.register(context);
        Future<Response> running =
                client.execute(request(post), new ResponseConsumer(response), context, new FutureCallback<>() {
                    @Override
                    public void completed(Response read) {
                        // The consumer completes the response once the connection is released.
                    }

                    @Override
                    public void failed(Exception cause) {
                        response.completeExceptionally(ResponseConsumer.failure(cause));
                    }

                    @Override
                    public void cancelled() {
                        // Only the exchange cancels requests, and it completes the response itself.
                    }
                });
        return () -> {
            boolean cancelled = running.cancel(true);
            abort.run();
            return cancelled;
        };
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
        starter.shutdownNow();
        deadlines.shutdownNow();
    }
}
