/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

/**
 * An event in the format of the body.
 *
 * @param id the event's {@code event_id}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
record EncodedEvent(String id, byte[] content) {}
