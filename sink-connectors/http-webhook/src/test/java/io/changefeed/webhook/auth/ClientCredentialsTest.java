/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.webhook.auth.ClientCredentials.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCredentialsTest {
    private final List<CompletableFuture<Token>> requests = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final ClientCredentials credentials = new ClientCredentials(this::request, clock());

    @ParameterizedTest
    @CsvSource({"3600, 3570", "60, 30", "59, 29.5", "10, 5"})
    void tokenIsUsedUntilShortlyBeforeItExpires(long lifetime, double usable) {
        value();
        grant(0, "t1", Optional.of(Duration.ofSeconds(lifetime)));

        now = Instant.EPOCH.plusMillis((long) (usable * 1000) - 1);
        assertThat(value()).contains("Bearer t1");
        assertThat(requests).hasSize(1);
        now = now.plusMillis(1);
        value();
        assertThat(requests).hasSize(2);
    }

    @Test
    void tokenWithoutLifetimeIsUsedUntilItIsRejected() {
        value();
        grant(0, "t1", Optional.empty());
        now = now.plus(Duration.ofDays(1000));
        assertThat(value()).contains("Bearer t1");

        assertThat(credentials.invalidate("Bearer t1")).isTrue();
        value();
        assertThat(requests).hasSize(2);
    }

    /** Some servers send the largest number for a token that never expires. */
    @Test
    void hugeLifetimeDoesNotOverflow() {
        value();
        grant(0, "t1", Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(value()).contains("Bearer t1");
    }

    @Test
    void concurrentRejectionsRequestOneNewToken() {
        value();
        grant(0, "t1", Optional.empty());
        credentials.invalidate("Bearer t1");
        value();
        credentials.invalidate("Bearer t1");
        value();
        assertThat(requests).hasSize(2);

        grant(1, "t2", Optional.empty());
        credentials.invalidate("Bearer t1");
        assertThat(value()).contains("Bearer t2");
        assertThat(requests).hasSize(2);
    }

    @Test
    void failedRequestIsRetried() {
        value();
        requests.get(0).completeExceptionally(new IllegalStateException("down"));

        value();

        assertThat(requests).hasSize(2);
    }

    @Test
    void toStringOmitsTheToken() {
        assertThat(new Token("secret", Optional.of(Duration.ofSeconds(5)))).hasToString("a token for PT5S");
        assertThat(new Token("secret", Optional.empty())).hasToString("a token");
    }

    /** Empty until the token is granted. */
    private Optional<String> value() {
        CompletionStage<Optional<String>> value = credentials.value();
        CompletableFuture<Optional<String>> future = value.toCompletableFuture();
        return future.isDone() && !future.isCompletedExceptionally() ? future.join() : Optional.empty();
    }

    private CompletionStage<Token> request() {
        CompletableFuture<Token> token = new CompletableFuture<>();
        requests.add(token);
        return token;
    }

    private void grant(int request, String token, Optional<Duration> lifetime) {
        requests.get(request).complete(new Token(token, lifetime));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
