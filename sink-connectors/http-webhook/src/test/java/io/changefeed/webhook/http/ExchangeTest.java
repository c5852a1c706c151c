/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    /** Else the event would be under way for ever: the deadline leaves to the client what it has begun. */
    @Test
    void aClientThatDoesNotEvenBeginIsAFailureOfTheExchange() {
        Exchange exchange = new Exchange();

        exchange.begin(reply -> {
            throw new IllegalStateException("the client has been shut down");
        });

        assertThat(exchange.reply().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the client has been shut down");
    }

    @Test
    void anExchangeThatWasGivenUpIsNotBegun() {
        Exchange exchange = new Exchange();
        exchange.giveUp(new IOException("too late"));

        exchange.begin(reply -> {
            throw new AssertionError("begun");
        });

        assertThat(exchange.reply().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("too late");
    }

    /** It is known only after it was asked for: what gives it up meanwhile leaves its end to the one who asks. */
    @Test
    void aRequestThatWasGivenUpWhileItBeganIsCancelled() {
        Exchange exchange = new Exchange();
        CompletableFuture<Void> request = new CompletableFuture<>();

        exchange.begin(reply -> {
            exchange.cancel();
            return () -> request.cancel(true);
        });

        assertThat(request).isCancelled();
        assertThat(exchange.reply().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("the request was given up");
    }
}
