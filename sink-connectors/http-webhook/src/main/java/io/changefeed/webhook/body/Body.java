/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.body;

import org.apache.hc.core5.http.ContentType;

/**
 * The body of a request.
 *
 * @param contentType with its parameters, if any
 * @param content must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record Body(ContentType contentType, byte[] content) {}
