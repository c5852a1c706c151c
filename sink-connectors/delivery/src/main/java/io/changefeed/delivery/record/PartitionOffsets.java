/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.delivery.record.PendingOffset.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The offsets of a partition from the lowest one that is not acknowledged, in ascending order. */
final class PartitionOffsets {
    private final List<PendingOffset> offsets = new ArrayList<>();
    /** The number of elements at the start of the list that are obsolete. */
    private int obsolete;

    private int deferred;

    void add(PendingOffset offset) {
        offsets.add(offset);
    }

    int size() {
        return offsets.size() - obsolete;
    }

    Optional<PendingOffset> first() {
        return size() == 0 ? Optional.empty() : Optional.of(offsets.get(obsolete));
    }

    Optional<PendingOffset> last() {
        return size() == 0 ? Optional.empty() : Optional.of(offsets.get(offsets.size() - 1));
    }

    PendingOffset removeLast() {
        return offsets.remove(offsets.size() - 1);
    }

    void removeAcknowledged() {
        while (first().filter(offset -> offset.state() == State.ACKNOWLEDGED).isPresent()) {
            obsolete++;
        }
        if (obsolete > offsets.size() / 2) {
            offsets.subList(0, obsolete).clear();
            obsolete = 0;
        }
    }

    /** The offsets from {@code from}, and before {@code to}. */
    List<PendingOffset> between(long from, long to) {
        return offsets.subList(index(from), index(Math.max(from, to)));
    }

    /** All offsets. */
    List<PendingOffset> all() {
        return offsets.subList(obsolete, offsets.size());
    }

    /** The index of the first offset that is not less than {@code offset}. */
    private int index(long offset) {
        int low = obsolete;
        int high = offsets.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsets.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int deferred() {
        return deferred;
    }

    void countDeferred(int count) {
        deferred += count;
    }
}
