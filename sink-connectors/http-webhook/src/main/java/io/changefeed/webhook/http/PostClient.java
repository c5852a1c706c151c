/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends POST requests without blocking the caller. Each request has a deadline, which includes the name lookup. Does not
 * follow redirects or retry requests.
 */
public final class PostClient implements AutoCloseable {
    private final Deadlines deadlines;
    private final NameLookups lookups;
    private final CloseableHttpAsyncClient client;

    public PostClient(HttpSettings settings) {
        lookups = HttpClients.lookups(settings);
        client = HttpClients.create(settings, lookups);
        client.start();
        deadlines = Deadlines.start(settings.requestTimeout());
    }

    /** Starts a request. */
    public Exchange send(PostRequest post) {
        Exchange exchange = new Exchange();
        deadlines.watch(exchange);
        exchange.start((consumer, connection, callback) -> {
            HttpClientContext context = HttpClientContext.create();
            connection.register(context);
            return client.execute(request(post), consumer, context, callback);
        });
        return exchange;
    }

    private static AsyncRequestProducer request(PostRequest post) {
        AsyncRequestBuilder request = AsyncRequestBuilder.post(post.url())
                .setEntity(post.body().content(), post.body().contentType());
        post.headers().forEach(header -> request.addHeader(header.name(), header.value()));
        return request.build();
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        lookups.close();
        deadlines.close();
    }
}
