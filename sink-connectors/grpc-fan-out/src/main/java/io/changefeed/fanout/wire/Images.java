/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

/** Which images of items a subscriber wants. */
public enum Images {
    NEW_AND_OLD(true, true),
    NEW(true, false),
    OLD(false, true),
    KEYS_ONLY(false, false);

    private final boolean isNewWanted;
    private final boolean isOldWanted;

    Images(boolean isNewWanted, boolean isOldWanted) {
        this.isNewWanted = isNewWanted;
        this.isOldWanted = isOldWanted;
    }

    boolean isNewWanted() {
        return isNewWanted;
    }

    boolean isOldWanted() {
        return isOldWanted;
    }
}
