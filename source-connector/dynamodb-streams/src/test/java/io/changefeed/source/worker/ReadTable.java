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

/** A table as it is, and as its listing shows it. */
record ReadTable(SimulatedTable written, StreamClient streams) {

    /**
     * One of the open shards that are listed, if there is one. Only these rotate in a history: no listing has been seen
     * that shows a child while it does not show its parent yet.
     */
    Optional<String> openAndListed(int number) {
        Set<String> listed = streams.shards(written.report().arn()).shards().stream()
                .map(Shard::id)
                .collect(Collectors.toSet());
        List<String> open = written.report().open().stream()
                .map(ShardReport::id)
                .filter(listed::contains)
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(number % open.size()));
    }
}
