/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.impl.bootstrap.AsyncServerBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.impl.routing.RequestRouter;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AsyncResponseBuilder;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * A webhook endpoint: {@code EndpointProgram <port>}. It responds to each request with 204 after a fixed latency,
 * without blocking a thread, and counts events. A request to {@value #RESET} resets the counts and sets the latency in
 * milliseconds; {@value #COUNT} returns the counts, and {@value #BODIES} the first bodies.
 */
public final class EndpointProgram implements AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {
    static final String RESET = "/control/reset";
    static final String COUNT = "/control/count";
    static final String BODIES = "/control/bodies";

    private final JsonMapper json = new JsonMapper();
    private final Executor timer = Executors.newSingleThreadExecutor();
    private volatile Phase phase = new Phase(0, new ReceivedEvents());

    private record Phase(long latencyMs, ReceivedEvents arrivals) {}

    private EndpointProgram() {}

    public static void main(String[] args) throws ExecutionException, InterruptedException {
        HttpAsyncServer server = AsyncServerBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom().setTcpNoDelay(true).build())
                .setAuthorityResolver(RequestRouter.LOCAL_AUTHORITY_RESOLVER)
                .setCanonicalHostName("localhost")
                .register("*", new EndpointProgram())
                .create();
        server.start();
        server.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                        URIScheme.HTTP)
                .get();
        // The threads of the server do not keep the process alive.
        server.awaitShutdown(TimeValue.MAX_VALUE);
    }

    @Override
    public AsyncRequestConsumer<Message<HttpRequest, byte[]>> prepare(
            HttpRequest request, @Nullable EntityDetails entity, HttpContext context) {
        return new BasicRequestConsumer<>(BasicAsyncEntityConsumer::new);
    }

    @Override
    public void handle(Message<HttpRequest, byte[]> message, ResponseTrigger response, HttpContext context)
            throws HttpException, IOException {
        byte[] body = message.getBody() == null ? new byte[0] : message.getBody();
        Phase now = phase;
        switch (message.getHead().getPath()) {
            case RESET -> {
                phase = new Phase(Long.parseLong(new String(body, US_ASCII)), new ReceivedEvents());
                respond(response, "", context);
            }
            case COUNT -> respond(response, json.writeValueAsString(now.arrivals.count()), context);
            case BODIES -> respond(response, json.writeValueAsString(now.arrivals.bodies()), context);
            default -> {
                now.arrivals.add(body);
                if (now.latencyMs == 0) {
                    accept(response, context);
                } else {
                    CompletableFuture.delayedExecutor(now.latencyMs, TimeUnit.MILLISECONDS, timer)
                            .execute(() -> accept(response, context));
                }
            }
        }
    }

    private static void respond(ResponseTrigger response, String text, HttpContext context)
            throws HttpException, IOException {
        response.submitResponse(
                AsyncResponseBuilder.create(HttpStatus.SC_OK)
                        .setEntity(text, ContentType.APPLICATION_JSON)
                        .build(),
                context);
    }

    private static void accept(ResponseTrigger response, HttpContext context) {
        try {
            response.submitResponse(
                    AsyncResponseBuilder.create(HttpStatus.SC_NO_CONTENT).build(), context);
        } catch (HttpException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            // The client has closed the connection, as at the end of each measurement. During a measurement, the client
            // reports the error.
        }
    }
}
