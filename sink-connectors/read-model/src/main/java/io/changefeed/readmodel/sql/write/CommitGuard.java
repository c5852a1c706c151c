/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

/** Prevents commits after a delivery was aborted. */
public interface CommitGuard {
    /** Whether the transaction can be committed. */
    boolean canCommit();
}
