/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.auth;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rejects calls without one of the configured bearer tokens. */
public final class BearerInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "bearer ";

    private final BearerTokens tokens;

    public BearerInterceptor(BearerTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<Caller> caller = caller(headers.get(AUTHORIZATION));
        if (caller.isEmpty()) {
            call.close(
                    Status.UNAUTHENTICATED.withDescription(
                            "a valid bearer token is required: authorization: Bearer <token>"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller.get()), call, headers, next);
    }

    private Optional<Caller> caller(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        return tokens.caller(authorization.substring(SCHEME.length()).trim());
    }
}
