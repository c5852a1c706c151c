/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

/** Action when changes were lost before the connector read them: {@code on.gap}. */
public enum GapPolicy {
    /** Fail the task. */
    FAIL,
    /** Continue with the oldest change that is available. */
    CONTINUE,
    /** Continue, and take a snapshot of the table. */
    RESNAPSHOT
}
