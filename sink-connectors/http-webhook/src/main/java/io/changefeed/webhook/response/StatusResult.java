/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

/** What a status other than 2xx means. */
public enum StatusResult {
    /** The endpoint is temporarily unavailable. */
    RETRY,
    /** The reason usually applies to all events, and an operator must remove it. */
    FAIL,
    /** The endpoint cannot accept the event. */
    REJECT
}
