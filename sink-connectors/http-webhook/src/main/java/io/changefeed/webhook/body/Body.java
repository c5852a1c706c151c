/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

/**
 * The body of a request.
 *
 * @param content which the receiver of this record must not change
 */
@SuppressWarnings("ArrayRecordComponent") // neither compared nor shown
public record Body(String contentType, byte[] content) {}
