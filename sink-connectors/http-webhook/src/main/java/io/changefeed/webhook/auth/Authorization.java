/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Provides the {@code Authorization} header of requests. Thread-safe. */
public interface Authorization {
    /**
     * Returns the value of the header; empty for none. The stage fails with an {@link AuthorizationException} if no
     * value can be obtained.
     */
    CompletionStage<Optional<String>> value();

    /**
     * Discards a value that the endpoint rejected.
     *
     * @return whether another value can be obtained
     */
    boolean invalidate(String value);
}
