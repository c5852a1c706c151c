/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

/**
 * The body of a request.
 *
 * @param content must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Body(String contentType, byte[] content) {}
