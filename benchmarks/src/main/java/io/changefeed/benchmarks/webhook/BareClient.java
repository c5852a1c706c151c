/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import io.changefeed.localstack.LocalStackException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

/**
 * A loop of requests with the HTTP client of the webhook sink: the minimum work of any such sink. It keeps a fixed
 * number of requests in flight and posts the given bodies again and again.
 */
final class BareClient implements AutoCloseable {
    private final CloseableHttpAsyncClient client;
    private final URI url;
    private final List<byte[]> bodies;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private BareClient(URI url, List<byte[]> bodies, int inFlight) {
        this.url = url;
        this.bodies = bodies;
        this.client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(inFlight)
                        .setMaxConnTotal(inFlight)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** Starts a client that posts until it is closed. */
    static BareClient start(URI url, List<byte[]> bodies, int inFlight) {
        BareClient bare = new BareClient(url, bodies, inFlight);
        bare.client.start();
        for (int i = 0; i < inFlight; i++) {
            bare.post();
        }
        return bare;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback handles the result
    private void post() {
        byte[] body = bodies.get(Math.floorMod(next.getAndIncrement(), bodies.size()));
        client.execute(
                AsyncRequestBuilder.post(url)
                        .setEntity(body, ContentType.APPLICATION_JSON)
                        .build(),
                new BasicResponseConsumer<>(new DiscardingEntityConsumer<Void>()),
                new FutureCallback<Message<HttpResponse, Void>>() {
                    @Override
                    public void completed(Message<HttpResponse, Void> response) {
                        post();
                    }

                    @Override
                    public void failed(Exception e) {
                        failure.compareAndSet(null, e);
                    }

                    @Override
                    public void cancelled() {
                        // The measurement has ended.
                    }
                });
    }

    /** @throws LocalStackException if a request has failed */
    void requireNotFailed() {
        if (failure.get() != null) {
            throw new LocalStackException("the bare client's request failed: " + failure.get(), failure.get());
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
