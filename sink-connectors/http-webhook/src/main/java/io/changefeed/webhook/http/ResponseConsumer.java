/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.webhook.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response: its status, two headers and the start of its body. The rest of the body is read and discarded, so
 * that the connection can be reused.
 */
final class ResponseConsumer implements AsyncResponseConsumer<Response> {
    private final Consumer<Response> result;
    /** Not presized, because most responses are almost empty. */
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Optional<HttpResponse> head = Optional.empty();
    private boolean isTruncated;
    private boolean isEnded;
    private @Nullable FutureCallback<Response> callback;

    /** @param result receives the response when it is complete and the connection is no longer in use */
    ResponseConsumer(Consumer<Response> result) {
        this.result = result;
    }

    @Override
    public void consumeResponse(
            HttpResponse response,
            @Nullable EntityDetails entity,
            HttpContext context,
            FutureCallback<Response> resultCallback)
            throws IOException {
        if (isFromProxy(response, context)) {
            throw new IOException(
                    "the proxy responded with " + response.getCode() + " instead of opening a tunnel to the endpoint");
        }
        synchronized (this) {
            head = Optional.of(response);
        }
        callback = resultCallback;
        if (entity == null) {
            complete();
        }
    }

    /**
     * Whether this is the response of a proxy that did not open a tunnel, which no event can cause. The statuses 403
     * and 407 require a configuration change and are classified like those of the endpoint.
     */
    private static boolean isFromProxy(HttpResponse response, HttpContext context) {
        HttpRequest request = HttpCoreContext.cast(context).getRequest();
        return request != null
                && Method.CONNECT.isSame(request.getMethod())
                && response.getCode() != HttpStatus.SC_FORBIDDEN
                && response.getCode() != HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED;
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public synchronized void consume(ByteBuffer content) {
        byte[] kept = new byte[Math.min(content.remaining(), Response.MAX_BODY_BYTES - body.size())];
        content.get(kept);
        body.writeBytes(kept);
        isTruncated |= content.hasRemaining();
        content.position(content.limit());
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        complete();
    }

    private void complete() {
        synchronized (this) {
            isEnded = true;
        }
        if (callback != null) {
            received().ifPresent(callback::completed);
        }
    }

    @Override
    public void failed(Exception cause) {
        // The client also reports the failure to the exchange, which uses what was received.
    }

    /** Returns the response as far as it was received; empty before its status. */
    synchronized Optional<Response> received() {
        return head.map(response -> new Response(
                response.getCode(),
                header(response, HttpHeaders.RETRY_AFTER),
                header(response, HttpHeaders.LOCATION),
                body.toString(UTF_8),
                isEnded && !isTruncated));
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** The client calls this after it has released or closed the connection. */
    @Override
    public void releaseResources() {
        if (isEnded()) {
            received().ifPresent(result);
        }
    }

    private synchronized boolean isEnded() {
        return isEnded;
    }
}
