/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.webhook.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final Exchange exchange = new Exchange();
    private final CompletableFuture<Void> request = new CompletableFuture<>();

    /** Otherwise the event would stay in flight until the deadline, and the reason would be lost. */
    @Test
    void clientThatFailsToStartFailsTheExchange() {
        exchange.start((consumer, connection, callback) -> {
            throw new IllegalStateException("the client has been shut down");
        });

        assertFailed("the client has been shut down");
    }

    @Test
    void requestIsCancelledIfTheExchangeIsCancelledWhileItStarts() {
        exchange.start((consumer, connection, callback) -> {
            exchange.cancel();
            return request;
        });

        assertThat(request).isCancelled();
        assertFailed("the request was aborted");
    }

    @Test
    void abortHasPrecedenceOverTheFailureThatItCauses() {
        exchange.start((consumer, connection, callback) -> {
            CompletionStage<Void> cancelled = request;
            cancelled.whenComplete((done, failure) -> callback.failed(new IOException("connection closed")));
            return request;
        });

        exchange.cancel();

        assertFailed("the request was aborted");
    }

    @Test
    void statusDecidesEvenIfTheBodyNeverEnds() {
        exchange.start((consumer, connection, callback) -> {
            receiveHead(consumer);
            return request;
        });

        exchange.abort(new IOException("too late"));

        assertReceived();
    }

    @Test
    void statusDecidesEvenIfTheBodyIsCutOff() {
        exchange.start((consumer, connection, callback) -> {
            receiveHead(consumer);
            callback.failed(new IOException("reset"));
            return request;
        });

        assertReceived();
    }

    private static void receiveHead(ResponseConsumer consumer) {
        try {
            consumer.consumeResponse(
                    new BasicHttpResponse(200),
                    new BasicEntityDetails(-1, null),
                    HttpCoreContext.create(),
                    new CallbackContribution<>(null) {
                        @Override
                        public void completed(Response read) {
                            throw new AssertionError("the body has not ended");
                        }
                    });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertReceived() {
        assertThat(exchange.response().toCompletableFuture())
                .isCompletedWithValue(new Response(200, Optional.empty(), Optional.empty(), "", false));
    }

    private void assertFailed(String message) {
        assertThat(exchange.response().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining(message);
    }
}
