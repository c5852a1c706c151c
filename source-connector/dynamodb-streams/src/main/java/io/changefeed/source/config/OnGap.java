/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

/** What to do where DynamoDB has trimmed changes before they were read: {@code on.gap}. */
public enum OnGap {
    /** Fail, so that a person decides. */
    FAIL,
    /** Read on with what DynamoDB still has. The gap is told all the same. */
    CONTINUE,
    /** Read on, and take a snapshot of the table. */
    RESNAPSHOT
}
