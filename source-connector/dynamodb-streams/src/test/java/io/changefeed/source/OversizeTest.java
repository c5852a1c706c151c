/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.DroppedImages;
import io.changefeed.event.ItemValue;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An insert within the size limit, and a modify that exceeds it with both of its images. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class OversizeTest {
    private static final int LIMIT = 40_000;

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final SimulatedTable orders = testBed.table("orders", 1);

    @BeforeEach
    void write() {
        orders.put(item(1));
        orders.put(item(2));
        orders.put(SourceTestBed.item("other", 1));
    }

    private static ObjectNode item(int revision) {
        ObjectNode item = SourceTestBed.item("a", revision);
        item.putObject("text").put("S", "x".repeat(LIMIT / 2));
        return item;
    }

    private Worker worker(String onOversize) {
        return testBed.worker("orders", Map.of("max.event.bytes", Integer.toString(LIMIT), "on.oversize", onOversize));
    }

    @Test
    void failedTaskContinuesAfterTheLimitIsRaised() {
        Worker worker = worker("fail");
        worker.start();

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll(
                        "of table orders (key {\"id\":{\"S\":\"a\"}}): the event is ",
                        "'max.event.bytes=" + LIMIT + "'");
        assertThat(dropped()).as("the insert before it").hasSize(1);

        worker.endTasks(End.KILL);
        Worker relaxed = testBed.worker("orders", Map.of("max.event.bytes", "1000000"));
        relaxed.start();
        testBed.requireAllOnce(relaxed, orders);
        assertThat(dropped()).containsOnly(Optional.empty());
    }

    @Test
    void dropBeforeDropsOnlyTheOldImage() {
        Worker worker = worker("drop-before");
        worker.start();

        testBed.requireAllOnce(worker, orders);
        assertThat(dropped()).containsExactly(Optional.empty(), Optional.of(DroppedImages.BEFORE));
        assertThat(events().get(1).before()).isEmpty();
        assertThat(events().get(1).after()).isPresent();
    }

    @Test
    void keysOnlyDropsBothImages() {
        Worker worker = worker("keys-only");
        worker.start();

        testBed.requireAllOnce(worker, orders);
        assertThat(dropped()).containsExactly(Optional.empty(), Optional.of(DroppedImages.BOTH));
        assertThat(events().get(1).before()).isEmpty();
        assertThat(events().get(1).after()).isEmpty();
    }

    private List<Optional<DroppedImages>> dropped() {
        return events().stream().map(event -> event.source().droppedImages()).toList();
    }

    /** The events of the large item, because events of different items have no order. */
    private List<ChangeEvent> events() {
        return testBed.kafka().changes().stream()
                .map(record -> (ChangeEvent) new ChangeEventReader().read(record.valueSchema(), record.value()))
                .filter(event -> event.key().attributes().containsValue(new ItemValue.S("a")))
                .toList();
    }
}
