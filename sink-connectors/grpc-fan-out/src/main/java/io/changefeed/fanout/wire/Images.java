/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

/** The item images that a subscriber requests. */
public enum Images {
    NEW_AND_OLD(true, true),
    NEW(true, false),
    OLD(false, true),
    KEYS_ONLY(false, false);

    private final boolean includesNew;
    private final boolean includesOld;

    Images(boolean includesNew, boolean includesOld) {
        this.includesNew = includesNew;
        this.includesOld = includesOld;
    }

    boolean includesNew() {
        return includesNew;
    }

    boolean includesOld() {
        return includesOld;
    }
}
