/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import java.util.Optional;

/**
 * What the endpoint replied to a request.
 *
 * @param status of HTTP
 * @param retryAfter the header of that name
 * @param location the header of that name
 * @param body its beginning, as text
 */
public record Response(int status, Optional<String> retryAfter, Optional<String> location, String body) {}
