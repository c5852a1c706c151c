/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.Optional;

/**
 * The response to a request.
 *
 * @param status HTTP status code
 * @param retryAfter header {@code Retry-After}
 * @param location header {@code Location}
 * @param body the start of the body, as text
 */
public record Response(int status, Optional<String> retryAfter, Optional<String> location, String body) {}
