/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

/** Whether a transaction may be committed: not after it was given up. */
public interface CommitGate {
    /** False when it may not. When it may, it is being committed until {@link #leave}. */
    boolean enter();

    /** The commit was answered, or will not be. */
    void leave();
}
