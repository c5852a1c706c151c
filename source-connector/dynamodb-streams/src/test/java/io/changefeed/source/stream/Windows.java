/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;

/** Opens windows for tests in other packages. */
public final class Windows {
    private Windows() {}

    public static SnapshotWindow open(SnapshotWindows windows) {
        return windows.open();
    }
}
