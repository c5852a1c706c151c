/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.request.Route;

/**
 * What a delivery sends, the same at each attempt.
 *
 * @param id the same for the same events
 * @param body not compressed
 * @param events how many
 */
record Message(Route route, String id, Body body, int events) {}
