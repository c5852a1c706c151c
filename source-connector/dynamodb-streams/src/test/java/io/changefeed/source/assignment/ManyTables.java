/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.assignment.DiscoveredTable.WeightedSlot;
import io.changefeed.source.record.TableStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many tables with one shard each. */
public final class ManyTables {
    private ManyTables() {}

    public static List<DiscoveredTable> of(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    TableStream stream = TableStreams.named("table-" + number);
                    SlotAssignment slot = new SlotAssignment(
                            number % 64,
                            1_795_257_160_900L,
                            0,
                            Map.of("shardId-00000001795257159758-55e9bca8", "TRIM_HORIZON"));
                    return DiscoveredTable.of(
                            stream,
                            TableStreams.offset(stream),
                            true,
                            List.of(new WeightedSlot(slot, 1)),
                            Optional.empty());
                })
                .toList();
    }
}
