/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.request.RequestHead;
import io.changefeed.webhook.response.SentEvent;
import java.util.List;

/**
 * A message with one or more events. Every attempt to deliver the same events sends an equal message.
 *
 * @param id message id, equal for equal events
 * @param body the uncompressed body
 * @param events the events, in the order of the body
 */
record Message(RequestHead head, String id, Body body, List<SentEvent> events) {}
