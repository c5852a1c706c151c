/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import io.changefeed.delivery.destination.DeliveryResult;

/** No authorization can be obtained. */
public final class AuthorizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DeliveryResult answer;

    AuthorizationException(DeliveryResult.Unavailable answer) {
        super(answer.reason());
        this.answer = answer;
    }

    AuthorizationException(DeliveryResult.Fatal answer) {
        super(answer.reason());
        this.answer = answer;
    }

    /** What that means for the events that were to be sent. */
    public DeliveryResult answer() {
        return answer;
    }
}
