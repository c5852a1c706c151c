/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

/** Prevents commits after a delivery was aborted. */
public interface CommitGate {
    /** Whether the transaction can be committed. If so, {@link #endCommit} has to follow. */
    boolean beginCommit();

    /** The commit has completed or failed. */
    void endCommit();
}
