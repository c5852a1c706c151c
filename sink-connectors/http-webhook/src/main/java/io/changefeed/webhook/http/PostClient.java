/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
 * Sends requests, each with a deadline of its own. It follows no redirect and repeats no request.
 *
 * <p>Requests begin in a thread of this class, since looking up an address waits.
 */
public final class PostClient implements AutoCloseable {
    private final Duration timeout;
    private final CloseableHttpAsyncClient client;
    private final ExecutorService beginnings =
            Executors.newSingleThreadExecutor(DaemonThreads.named("changefeed-webhook"));
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-webhook-deadlines"));

    public PostClient(HttpSettings settings) {
        timeout = settings.requestTimeout();
        client = HttpClients.client(settings);
        deadlines.setRemoveOnCancelPolicy(true);
        client.start();
    }

    /** The thread in which requests begin, for what is to be done before. */
    public Executor beginnings() {
        return beginnings;
    }

    /** Begins to send a request. */
    public Exchange send(PostRequest post) {
        Exchange exchange = new Exchange();
        ScheduledFuture<?> deadline = deadlines.schedule(
                () -> exchange.giveUp(
                        new IOException("no answer within " + timeout.toMillis() + " ms ('http.request.timeout.ms')")),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.reply().whenComplete((reply, failure) -> deadline.cancel(false));
        beginnings.execute(() -> exchange.begin(reply -> execute(post, reply)));
        return exchange;
    }

    private Cancellable execute(PostRequest post, CompletableFuture<Response> reply) {
        RequestAbort abort = new RequestAbort();
        HttpClientContext context = HttpClientContext.create();
        abort.addTo(context);
        Future<Response> running =
                client.execute(request(post), new ResponseConsumer(reply), context, new FutureCallback<>() {
                    @Override
                    public void completed(Response read) {
                        // The consumer says so once the connection is free again.
                    }

                    @Override
                    public void failed(Exception cause) {
                        reply.completeExceptionally(cause);
                    }

                    @Override
                    public void cancelled() {
                        // By the exchange, which says so when it is.
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
        beginnings.shutdownNow();
        deadlines.shutdownNow();
    }
}
