/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.request.RequestHead;

/**
 * A message with one or more events. Every attempt to deliver the same events sends an equal message.
 *
 * @param id message id, equal for equal events
 * @param body the uncompressed body
 * @param events number of events
 */
record Message(RequestHead head, String id, Body body, int events) {}
