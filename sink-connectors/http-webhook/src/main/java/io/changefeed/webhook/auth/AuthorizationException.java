/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.auth;

import io.changefeed.delivery.Answer;

/** There is no authorization to be had. */
public final class AuthorizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    AuthorizationException(Answer.Unavailable answer) {
        super(answer.reason());
        this.answer = answer;
    }

    AuthorizationException(Answer.Broken answer) {
        super(answer.reason());
        this.answer = answer;
    }

    /** What that means for the events that were to be sent. */
    public Answer answer() {
        return answer;
    }
}
