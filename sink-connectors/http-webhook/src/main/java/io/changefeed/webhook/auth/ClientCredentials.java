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
 * OAuth 2.0 client credentials (RFC 6749, section 4.4): a token is asked for when it is needed, by one request however
 * many wait for it, and used until shortly before it expires or until the endpoint refuses it.
 */
public final class ClientCredentials implements Authorization {
    /** The way to the endpoint takes time too. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Supplier<CompletionStage<Token>> request;
    private final Clock clock;
    private Optional<Grant> grant = Optional.empty();

    /**
     * A token that is there or asked for.
     *
     * @param asked when
     */
    private record Grant(CompletableFuture<Token> token, Instant asked) {
        boolean isUsable(Instant now) {
            if (!token.isDone()) {
                return true;
            }
            return !token.isCompletedExceptionally() && token.join().isUsable(asked, now);
        }

        boolean is(String value) {
            return token.isDone()
                    && !token.isCompletedExceptionally()
                    && token.join().headerValue().equals(value);
        }
    }

    /** @param request asks for a token */
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
        Grant usable = grant.filter(each -> each.isUsable(now))
                .orElseGet(() -> new Grant(request.get().toCompletableFuture(), now));
        grant = Optional.of(usable);
        return usable.token();
    }

    /** The token is asked for again, unless another one has taken its place since. */
    @Override
    public synchronized boolean refused(String value) {
        grant = grant.filter(each -> !each.is(value));
        return true;
    }

    /**
     * A token.
     *
     * @param life how long it can be used; empty when nothing was said
     */
    public record Token(String text, Optional<Duration> life) {
        String headerValue() {
            return "Bearer " + text;
        }

        /** Of a short life, half is used. */
        boolean isUsable(Instant asked, Instant now) {
            return life.map(all -> all.compareTo(MARGIN.multipliedBy(2)) < 0 ? all.dividedBy(2) : all.minus(MARGIN))
                    .map(used -> Duration.between(asked, now).compareTo(used) < 0)
                    .orElse(true);
        }

        @Override
        public String toString() {
            return "a token" + life.map(each -> " for " + each).orElse("");
        }
    }
}
