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

/** What Kafka holds after a crash at the worst moment, where offsets are flushed after the records. */
@Timeout(180)
class DeliveryTest {
    @RegisterExtension
    private final SourceTestBed stage = new SourceTestBed();

    @Test
    void aCrashInTheMiddleOfAPageReplaysThePage() {
        SimulatedTable orders = stage.table("orders", 1);
        Worker worker = started();
        worker.pollUntil(orders.generate(60, 20));

        for (int partition = 0; partition < 3; partition++) {
            worker.store(partition, 1);
            worker.acknowledge(partition, 1);
        }
        worker.flush(-1);
        worker.restartTask(0, End.KILL);

        worker.runUntil(() -> stage.delivered(orders).isComplete());
        stage.delivered(orders).requireReplaysInOrder();
    }

    @Test
    void aCrashBetweenARemoveAndItsTombstoneLosesNeither() {
        SimulatedTable orders = stage.table("orders", 1);
        Worker worker = started();
        orders.put(item("a", 1));
        orders.remove(
                JsonNodeFactory.instance.objectNode().set("id", item("a", 1).get("id")));
        int insertAndRemoveAndTombstone = 3;
        worker.pollUntil(insertAndRemoveAndTombstone);

        for (int partition = 0; partition < 3; partition++) {
            worker.store(partition, 2);
            worker.acknowledge(partition, 2);
        }
        worker.flush(-1);
        worker.restartTask(0, End.KILL);

        assertThat(stage.kafka().changes()).hasSize(2);
        worker.runUntil(() -> stage.delivered(orders).isComplete());
        stage.delivered(orders).requireReplaysInOrder();
    }

    /** A worker whose first positions are stored. */
    private Worker started() {
        Worker worker = stage.worker("orders", Map.of(), false, record -> false);
        worker.start();
        worker.runUntil(() -> stage.kafka().heartbeats().size() == 2);
        return worker;
    }
}
