/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import io.changefeed.source.lineage.ShardForest;
import io.changefeed.source.lineage.Position;
import java.util.List;

/**
 * Where a table's stream is first read: {@code stream.start}.
 *
 * @param atLeaves whether to start where the stream is written to now, and not at its oldest shards
 * @param position where the shards to start with are read from
 */
public record StreamStart(boolean atLeaves, Position position) {
    /** The shards to start with; what grows on them follows. */
    public List<String> shards(ShardForest forest) {
        return atLeaves ? forest.leaves() : forest.roots();
    }
}
