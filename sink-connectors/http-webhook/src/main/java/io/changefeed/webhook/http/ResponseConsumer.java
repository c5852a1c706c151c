/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.webhook.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * that the connection can be reused. After the status has been received, a failure to read the body is ignored.
 */
final class ResponseConsumer implements AsyncResponseConsumer<Response> {
    private final CompletableFuture<Response> result;
    /** Not presized, because most responses are almost empty. */
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Optional<Response> complete = Optional.empty();
    private @Nullable HttpResponse head;
    private @Nullable FutureCallback<Response> callback;

    ResponseConsumer(CompletableFuture<Response> result) {
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
        head = response;
        callback = resultCallback;
        if (entity == null) {
            complete(response);
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
    public void consume(ByteBuffer content) {
        byte[] kept = new byte[Math.min(content.remaining(), Response.MAX_BODY_BYTES - body.size())];
        content.get(kept);
        body.writeBytes(kept);
        content.position(content.limit());
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) {
        if (head != null) {
            complete(head);
        }
    }

    @Override
    public void failed(Exception cause) {
        if (head == null) {
            result.completeExceptionally(failure(cause));
        } else {
            complete(head);
        }
    }

    /** Returns the failure of a request. The client does not check the status of a response, which can be 000. */
    static Exception failure(Exception cause) {
        return cause instanceof IllegalArgumentException
                ? new IOException("the response is not valid HTTP: " + cause.getMessage(), cause)
                : cause;
    }

    private void complete(HttpResponse response) {
        Response read = new Response(
                response.getCode(),
                header(response, HttpHeaders.RETRY_AFTER),
                header(response, HttpHeaders.LOCATION),
                body.toString(UTF_8));
        complete = Optional.of(read);
        if (callback != null) {
            callback.completed(read);
        }
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** The client calls this after it has released or closed the connection. */
    @Override
    public void releaseResources() {
        complete.ifPresent(result::complete);
    }
}
