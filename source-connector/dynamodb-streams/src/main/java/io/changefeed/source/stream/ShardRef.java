/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.lineage.Slot;

/** A shard of a stream and the slot of its lineage. */
public record ShardRef(Slot slot, String shardId) {
    public String streamArn() {
        return slot.streamArn();
    }

    @Override
    public String toString() {
        return "shard " + shardId + " of stream " + streamArn();
    }
}
