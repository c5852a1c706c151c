/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    /** Otherwise the event would stay in flight forever: the deadline only cancels what the client has started. */
    @Test
    void clientThatFailsToStartFailsTheExchange() {
        Exchange exchange = new Exchange();

        exchange.start(response -> {
            throw new IllegalStateException("the client has been shut down");
        });

        assertThat(exchange.response().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the client has been shut down");
    }

    @Test
    void failedExchangeIsNotStarted() {
        Exchange exchange = new Exchange();
        exchange.fail(new IOException("too late"));

        exchange.start(response -> {
            throw new AssertionError("started");
        });

        assertThat(exchange.response().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("too late");
    }

    /** If the exchange is cancelled before the client returns the request, the starting thread cancels the request. */
    @Test
    void requestIsCancelledIfTheExchangeIsCancelledWhileItStarts() {
        Exchange exchange = new Exchange();
        CompletableFuture<Void> request = new CompletableFuture<>();

        exchange.start(response -> {
            exchange.cancel();
            return () -> request.cancel(true);
        });

        assertThat(request).isCancelled();
        assertThat(exchange.response().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the request was aborted");
    }
}
