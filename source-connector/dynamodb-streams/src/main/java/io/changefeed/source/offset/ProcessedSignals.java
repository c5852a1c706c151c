/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.ArrayList;
import java.util.List;

/**
 * The signals that have been processed for a table.
 *
 * @param last the offset of the last signal on the signal topic; -1 for none
 * @param ids of the last signals, in order; a signal with one of these ids is a duplicate
 */
public record ProcessedSignals(long last, List<String> ids) {
    public static final ProcessedSignals NONE = new ProcessedSignals(-1, List.of());

    private static final int MAX_IDS = 20;

    public ProcessedSignals {
        ids = List.copyOf(ids.subList(Math.max(0, ids.size() - MAX_IDS), ids.size()));
    }

    /** Identifies the last signal. The id distinguishes it from the one at the same offset of a recreated topic. */
    String latest() {
        return ids.isEmpty() ? Long.toString(last) : last + "/" + ids.get(ids.size() - 1);
    }

    public ProcessedSignals and(long offset, String id) {
        List<String> all = new ArrayList<>(ids);
        all.add(id);
        return new ProcessedSignals(offset, all);
    }
}
