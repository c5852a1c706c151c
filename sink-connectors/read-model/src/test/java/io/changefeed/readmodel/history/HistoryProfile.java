/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import io.changefeed.event.ItemValue;
import io.changefeed.event.ViewType;
import java.util.List;

/**
 * The kind of changes that a history contains.
 *
 * @param prefix of the ids and groups of its items
 * @param unstorable values that the target table rejects
 * @param hasSilentDeletes whether items disappear without an event, or stop matching the filter, in gaps and when a
 *     table is re-created
 */
record HistoryProfile(
        String prefix,
        RowKeyShape shape,
        ViewType viewType,
        List<UnstorableValue> unstorable,
        boolean hasSilentDeletes) {
    /** A value that the target table rejects, or that does not fit its column. */
    record UnstorableValue(String attribute, ItemValue value) {}

    HistoryProfile {
        unstorable = List.copyOf(unstorable);
    }
}
