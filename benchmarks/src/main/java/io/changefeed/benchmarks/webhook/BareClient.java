/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.nio.entity.DiscardingEntityConsumer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.io.CloseMode;

/** The HTTP client of the webhook sink. */
final class BareClient implements AutoCloseable {
    private final CloseableHttpAsyncClient client;
    private final URI url;

    BareClient(URI url, int inFlight) {
        this.url = url;
        this.client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(inFlight)
                        .setMaxConnTotal(inFlight)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
        client.start();
    }

    /** Posts a body, which it returns after the response. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback handles the result
    CompletionStage<byte[]> post(byte[] body) {
        CompletableFuture<byte[]> posted = new CompletableFuture<>();
        client.execute(
                AsyncRequestBuilder.post(url)
                        .setEntity(body, ContentType.APPLICATION_JSON)
                        .build(),
                new BasicResponseConsumer<>(new DiscardingEntityConsumer<Void>()),
                new FutureCallback<Message<HttpResponse, Void>>() {
                    @Override
                    public void completed(Message<HttpResponse, Void> response) {
                        posted.complete(body);
                    }

                    @Override
                    public void failed(Exception e) {
                        posted.completeExceptionally(e);
                    }

                    @Override
                    public void cancelled() {
                        posted.cancel(false);
                    }
                });
        return posted;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
