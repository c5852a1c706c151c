/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.util.List;
import java.util.Optional;

/** What DescribeStream responses: shards as the listing shows them, and the last one's id unless the listing has ended. */
public record ShardPage(List<ListedShard> shards, Optional<String> lastEvaluated) {
    /** A shard as a listing shows it, which may be behind. */
    public record ListedShard(
            String id, Optional<String> parent, SequenceNumber starting, Optional<SequenceNumber> ending) {}
}
