/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** At-least-once delivery: crashes between the storage of records and the flush of their offsets. */
@Timeout(180)
class DeliveryTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void crashWithinAPageReplaysThePage() {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = started();
        worker.pollUntil(orders.generate(60, 20));

        for (int partition = 0; partition < 3; partition++) {
            worker.store(partition, 1);
            worker.acknowledge(partition, 1);
        }
        worker.flush(-1);
        worker.restartTask(0, End.KILL);

        worker.runUntil(() -> testBed.delivered(orders).isComplete());
        testBed.delivered(orders).requireReplaysInOrder();
    }

    @Test
    void crashBetweenDeleteAndTombstoneLosesNeither() {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = started();
        orders.put(item("a", 1));
        orders.remove(
                JsonNodeFactory.instance.objectNode().set("id", item("a", 1).get("id")));
        int insertRemoveAndTombstone = 3;
        worker.pollUntil(insertRemoveAndTombstone);

        for (int partition = 0; partition < 3; partition++) {
            worker.store(partition, 2);
            worker.acknowledge(partition, 2);
        }
        worker.flush(-1);
        worker.restartTask(0, End.KILL);

        assertThat(testBed.kafka().changes()).hasSize(2);
        worker.runUntil(() -> testBed.delivered(orders).isComplete());
        testBed.delivered(orders).requireReplaysInOrder();
    }

    /** A worker whose first offsets are stored. */
    private Worker started() {
        Worker worker = testBed.worker("orders", Map.of(), false, record -> false);
        worker.start();
        worker.runUntil(() -> testBed.kafka().heartbeats().size() == 2);
        return worker;
    }
}
