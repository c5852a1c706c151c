/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** On whose behalf requests are sent. Safe for use by several threads. */
public interface Authorization {
    /**
     * The value of the header {@code Authorization}; empty for none. It fails with an {@link AuthorizationException} when
     * it cannot be had.
     */
    CompletionStage<Optional<String>> value();

    /**
     * Tells that the endpoint refused a value.
     *
     * @return whether another one can be had
     */
    boolean refused(String value);
}
