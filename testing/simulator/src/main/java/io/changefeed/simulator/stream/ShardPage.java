/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.util.List;
import java.util.Optional;

/** The result of DescribeStream: the listed shards, and the id of the last one if more pages follow. */
public record ShardPage(List<ListedShard> shards, Optional<String> lastEvaluated) {
    /** A listed shard, which can lag behind its actual state. */
    public record ListedShard(
            String id, Optional<String> parent, SequenceNumber starting, Optional<SequenceNumber> ending) {}
}
