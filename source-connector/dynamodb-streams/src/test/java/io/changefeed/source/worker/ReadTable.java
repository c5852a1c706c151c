/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.source.lineage.Shard;
import io.changefeed.source.stream.StreamClient;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A simulated table, and the client that lists its shards. */
record ReadTable(SimulatedTable simulated, StreamClient streams) {

    /**
     * A listed open shard, if there is one. Only listed shards rotate in a history, because DynamoDB is not known to
     * list a child before its parent.
     */
    Optional<String> openListedShard(int number) {
        Set<String> listed = streams.shards(simulated.report().arn()).shards().stream()
                .map(Shard::id)
                .collect(Collectors.toSet());
        List<String> open = simulated.report().open().stream()
                .map(ShardReport::id)
                .filter(listed::contains)
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(number % open.size()));
    }
}
