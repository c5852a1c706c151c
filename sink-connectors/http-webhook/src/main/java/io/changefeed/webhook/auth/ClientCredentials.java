/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * OAuth 2.0 client credentials (RFC 6749, section 4.4). A token is requested on demand, with one request for all
 * waiting callers. It is used until shortly before it expires or until the endpoint rejects it.
 */
public final class ClientCredentials implements Authorization {
    /** Keeps a token from expiring while the request is in transit. */
    private static final Duration EXPIRY_MARGIN = Duration.ofSeconds(30);

    private final Supplier<CompletionStage<Token>> request;
    private final Clock clock;
    private Optional<Grant> grant = Optional.empty();

    /** A token, or the pending request for one. */
    private record Grant(CompletableFuture<Token> token, Instant requestedAt) {
        boolean isUsable(Instant now) {
            if (!token.isDone()) {
                return true;
            }
            return !token.isCompletedExceptionally() && token.join().isUsable(requestedAt, now);
        }

        boolean hasValue(String value) {
            return token.isDone()
                    && !token.isCompletedExceptionally()
                    && token.join().headerValue().equals(value);
        }
    }

    /** @param request requests a token */
    public ClientCredentials(Supplier<CompletionStage<Token>> request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<String>> value() {
        return grant().thenApply(token -> Optional.of(token.headerValue()));
    }

    private synchronized CompletableFuture<Token> grant() {
        Instant now = clock.instant();
        Grant usable = grant.filter(current -> current.isUsable(now))
                .orElseGet(() -> new Grant(request.get().toCompletableFuture(), now));
        grant = Optional.of(usable);
        return usable.token();
    }

    /** Discards the token, unless another one has replaced it. */
    @Override
    public synchronized boolean invalidate(String value) {
        grant = grant.filter(current -> !current.hasValue(value));
        return true;
    }

    /**
     * An access token.
     *
     * @param lifetime empty if the authorization server returned no {@code expires_in}
     */
    public record Token(String text, Optional<Duration> lifetime) {
        String headerValue() {
            return "Bearer " + text;
        }

        /** Short-lived tokens are used for half of their lifetime. */
        boolean isUsable(Instant requestedAt, Instant now) {
            return lifetime.map(total -> total.compareTo(EXPIRY_MARGIN.multipliedBy(2)) < 0
                            ? total.dividedBy(2)
                            : total.minus(EXPIRY_MARGIN))
                    .map(usable -> Duration.between(requestedAt, now).compareTo(usable) < 0)
                    .orElse(true);
        }

        @Override
        public String toString() {
            return "a token" + lifetime.map(duration -> " for " + duration).orElse("");
        }
    }
}
