/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.store;

import java.util.Locale;

/** Whether the version of what is stored is looked at: the property {@code write.mode}. */
public enum WriteMode {
    /** A write applies only when it is newer than what the row holds. */
    GUARDED,
    /** Writes apply as they come, without versions. */
    BATCH;

    /** The property's value. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
