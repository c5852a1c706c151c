/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Slot;

/** A shard of a stream, and the slot that its lineage lives in. */
public record ShardRef(Slot slot, String shardId) {
    public String streamArn() {
        return slot.streamArn();
    }

    @Override
    public String toString() {
        return shardId + " of " + streamArn();
    }
}
