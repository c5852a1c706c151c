/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An authorization that never changes: none, a user name and password, or a bearer token. */
public final class FixedAuthorization implements Authorization {
    private final Optional<String> value;

    private FixedAuthorization(Optional<String> value) {
        this.value = value;
    }

    public static FixedAuthorization none() {
        return new FixedAuthorization(Optional.empty());
    }

    public static FixedAuthorization bearer(String token) {
        return new FixedAuthorization(Optional.of("Bearer " + token));
    }

    public static FixedAuthorization basic(String user, String password) {
        return new FixedAuthorization(Optional.of(basicValue(user, password)));
    }

    static String basicValue(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    @Override
    public CompletionStage<Optional<String>> value() {
        return CompletableFuture.completedStage(value);
    }

    @Override
    public boolean invalidate(String rejectedValue) {
        return false;
    }
}
