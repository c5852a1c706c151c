/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.request.RequestHead;

/**
 * A message of one or more events. All attempts to deliver the same events have an equal message.
 *
 * @param id equal for equal events
 * @param body uncompressed
 * @param events number of events
 */
record Message(RequestHead head, String id, Body body, int events) {}
