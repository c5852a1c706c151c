/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.stream.HeapBudget.Allocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Creates allocations for tests that have no budget. */
public final class Allocations {
    private Allocations() {}

    /** An allocation with one reference. */
    public static Allocation of(long bytes) {
        List<Allocation> granted = new ArrayList<>();
        new HeapBudget(Long.MAX_VALUE).allocate(Duration.ZERO, () -> bytes, granted::add);
        return granted.get(0);
    }
}
