/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import io.changefeed.webhook.response.SentEvent;

/**
 * An event in the format of the body.
 *
 * @param event the event as a response can name it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
record EncodedEvent(SentEvent event, byte[] content) {}
