/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.time.Duration;
import java.util.Optional;

/**
 * A failed attempt.
 *
 * @param kind what the destination answered
 * @param reason shown to users; contains no secrets
 * @param retryAfter the pause that the destination requested, if any
 */
public record Failure(Kind kind, String reason, Optional<Duration> retryAfter) {
    /** What the destination answered. */
    public enum Kind {
        /** The event or batch cannot be accepted. */
        REJECTED,
        /** Usually, no event can be accepted until an operator removes the cause. */
        FATAL,
        /** The event, batch or route is temporarily unavailable. */
        RETRYABLE,
        /** The destination cannot be reached. */
        UNREACHABLE
    }

    public Failure(Kind kind, String reason) {
        this(kind, reason, Optional.empty());
    }

    /** Whether a repetition is not expected to succeed. */
    public boolean isRejection() {
        return kind == Kind.REJECTED || kind == Kind.FATAL;
    }
}
