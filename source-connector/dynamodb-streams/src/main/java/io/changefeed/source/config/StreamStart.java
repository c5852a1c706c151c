/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.ShardForest;
import java.util.List;

/**
 * The position from which a table without a stored offset is read: {@code stream.start}.
 *
 * @param atLeaves whether to start with the open shards instead of the oldest ones
 * @param position in each of these shards
 */
public record StreamStart(boolean atLeaves, Position position) {
    /** The shards to start with. Their descendants are read after them. */
    public List<String> shards(ShardForest forest) {
        return atLeaves ? forest.leaves() : forest.roots();
    }
}
