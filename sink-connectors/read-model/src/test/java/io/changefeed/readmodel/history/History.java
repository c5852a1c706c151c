/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.List;

/**
 * The events of source tables.
 *
 * @param log in the order of the topic
 * @param late events of replaced tables, in order, which are not in the topic: a former task of the old source still
 *     delivers them
 * @param remaining the items that the tables contain at the end
 */
record History(List<SourceChange> log, List<SourceChange> late, List<SourceChange> remaining) {
    History {
        log = List.copyOf(log);
        late = List.copyOf(late);
        remaining = List.copyOf(remaining);
    }
}
