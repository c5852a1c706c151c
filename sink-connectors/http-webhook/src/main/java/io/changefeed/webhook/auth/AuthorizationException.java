/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import io.changefeed.delivery.destination.DeliveryResult;

/** Thrown if no authorization can be obtained. */
public final class AuthorizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DeliveryResult result;

    AuthorizationException(DeliveryResult.Unavailable result) {
        super(result.reason());
        this.result = result;
    }

    AuthorizationException(DeliveryResult.Fatal result) {
        super(result.reason());
        this.result = result;
    }

    /** Returns the result of a delivery that requires the authorization. */
    public DeliveryResult result() {
        return result;
    }
}
