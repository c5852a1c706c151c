/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.Optional;

/**
 * The response to a request.
 *
 * @param status HTTP status code
 * @param retryAfter value of the {@code Retry-After} header
 * @param location value of the {@code Location} header
 * @param body the start of the body, as text: at most {@link #MAX_BODY_BYTES}
 * @param isComplete whether the body is complete: it ended, and was not longer than the limit
 */
public record Response(
        int status, Optional<String> retryAfter, Optional<String> location, String body, boolean isComplete) {
    /** Enough for an access token, and for the failures of about a thousand events. */
    public static final int MAX_BODY_BYTES = 64 << 10;
}
