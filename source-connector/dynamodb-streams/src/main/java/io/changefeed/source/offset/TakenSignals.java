/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.ArrayList;
import java.util.List;

/**
 * Which signals have been taken up for a table.
 *
 * @param last the offset of the latest of them on the signal topic; -1 for none
 * @param ids of the latest, in order; a signal that has one of them is the same again
 */
public record TakenSignals(long last, List<String> ids) {
    public static final TakenSignals NONE = new TakenSignals(-1, List.of());

    private static final int REMEMBERED = 20;

    public TakenSignals {
        ids = List.copyOf(ids.subList(Math.max(0, ids.size() - REMEMBERED), ids.size()));
    }

    /** What tells the latest of them from all others. A topic that was made anew has the same offsets again. */
    String latest() {
        return ids.isEmpty() ? Long.toString(last) : last + "/" + ids.get(ids.size() - 1);
    }

    public TakenSignals and(long offset, String id) {
        List<String> all = new ArrayList<>(ids);
        all.add(id);
        return new TakenSignals(offset, all);
    }
}
