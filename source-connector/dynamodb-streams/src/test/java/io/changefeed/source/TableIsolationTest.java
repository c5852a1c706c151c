/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.source.worker.DeliveryReport;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that cannot be described or read does not affect the other tables of the connector. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class TableIsolationTest {
    private static final String LISTED = "tables";
    private static final String PATTERN = "tables.regex";

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private final SimulatedTable orders = testBed.table("orders", 2);
    private final SimulatedTable carts = testBed.table("carts", 2);

    /** @param tables the property that selects the tables */
    private Worker worker(String tables, String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put(tables, tables.equals(LISTED) ? "orders,carts" : "orders|carts");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return testBed.worker(properties);
    }

    private void fail(ErrorType error, Operation operation, String table) {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(error)).on(operation).onTable(table));
    }

    private long calls(Operation operation) {
        return testBed.simulator().counts().calls().getOrDefault(operation, 0L);
    }

    private DeliveryReport delivered(Oracle written) {
        return DeliveryReport.of(written, testBed.kafka().changes());
    }

    private List<String> gaps() {
        return testBed.kafka().heartbeats().stream()
                .map(record -> record.value().toString())
                .filter(value -> value.contains("heartbeat=gap"))
                .toList();
    }

    private void readSomeChanges(Worker worker) {
        worker.start();
        orders.generate(20, 5);
        carts.generate(20, 5);
        testBed.requireAllOnce(worker, orders, carts);
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"DESCRIBE_TABLE", "DESCRIBE_STREAM"})
    void tableWhoseDiscoveryFailsAtTheStartIsAssignedLater(Operation operation) {
        orders.generate(20, 5);
        carts.generate(20, 5);
        fail(ErrorType.INTERNAL_SERVER_ERROR, operation, "carts");
        Worker worker = worker(LISTED);

        worker.start();
        testBed.requireAllOnce(worker, orders);
        assertThat(delivered(carts.oracle()).stored().values()).allMatch(List::isEmpty);
        testBed.simulator().clearFaults();

        testBed.requireAllOnce(worker, carts, orders);
        assertThat(orders.report().servedAgain()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, PATTERN})
    void startDuringAnOutageIsRepeated(String tables) {
        orders.generate(20, 5);
        carts.generate(20, 5);
        testBed.simulator().inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)));
        Worker worker = worker(tables);

        worker.start();
        assertThat(worker.taskConfigs()).isEmpty();
        testBed.simulator().clearFaults();

        testBed.requireAllOnce(worker, orders, carts);
    }

    @Test
    void connectorThatCanReadNoTableFailsAfterTheStallTimeout() {
        testBed.simulator().inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR)));
        Worker worker = worker(LISTED, "stall.timeout.ms", "1000");

        // The first attempts can take longer than the timeout: then the start fails.
        assertThatThrownBy(() -> {
                    worker.start();
                    worker.runUntil(() -> false);
                })
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("No table could be read for longer than 1 s ('stall.timeout.ms'): ");
    }

    @Test
    void streamWithoutAShardDoesNotDelayOtherTables() {
        carts.disableStream();
        testBed.simulator().advance(Duration.ofMinutes(1));
        carts.enableStream(ViewType.NEW_AND_OLD_IMAGES, 2, Listing.IMMEDIATE.withRoots(ListingDelay.ENDLESS));
        orders.generate(20, 5);
        carts.generate(20, 5);
        Worker worker = worker(PATTERN);

        worker.start();
        testBed.requireAllOnce(worker, orders);
        carts.listing(Listing.IMMEDIATE);

        testBed.requireAllOnce(worker, carts, orders);
    }

    @Test
    void latestIsTheStartOfTheConnectorForATableThatIsDiscoveredLater() {
        fail(ErrorType.INTERNAL_SERVER_ERROR, Operation.DESCRIBE_TABLE, "carts");
        Worker worker = worker(PATTERN, "stream.start", "latest");
        worker.start();
        orders.generate(20, 5);
        carts.generate(20, 5);
        testBed.requireAllOnce(worker, orders);

        testBed.simulator().clearFaults();

        testBed.requireAllOnce(worker, carts, orders);
    }

    @Test
    void tableWhoseDiscoveryFailsKeepsItsAssignment() {
        Worker worker = worker(LISTED, "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        List<Map<String, String>> before = worker.taskConfigs();
        fail(ErrorType.INTERNAL_SERVER_ERROR, Operation.DESCRIBE_TABLE, "carts");
        long calls = calls(Operation.DESCRIBE_TABLE);
        carts.generate(20, 5);
        orders.generate(20, 5);

        worker.runUntil(() -> calls(Operation.DESCRIBE_TABLE) >= calls + 12);

        testBed.requireAllOnce(worker, orders, carts);
        assertThat(worker.taskConfigs()).isEqualTo(before);
    }

    @Test
    void tableThatMayNotBeDescribedAnyMoreDoesNotFailTheStartOfOthers() {
        Worker worker = worker(LISTED);
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        fail(ErrorType.ACCESS_DENIED, Operation.DESCRIBE_TABLE, "carts");
        orders.generate(20, 5);
        carts.generate(20, 5);

        worker.restart(End.STOP);
        testBed.requireAllOnce(worker, orders);
        testBed.simulator().clearFaults();

        testBed.requireAllOnce(worker, carts, orders);
    }

    @Test
    void newTableThatMayNotBeDescribedFailsTheStart() {
        fail(ErrorType.ACCESS_DENIED, Operation.DESCRIBE_TABLE, "carts");

        assertThatThrownBy(() -> worker(LISTED).start())
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Table 'carts' cannot be read: ");
    }

    @Test
    void tableIsDescribedOnceAtTheStart() {
        worker(PATTERN).start();

        assertThat(calls(Operation.DESCRIBE_TABLE)).isEqualTo(2);
    }

    @Test
    void vanishedStreamIsSkippedByAPattern() {
        carts.generate(20, 5);
        carts.disableStream();
        carts.expireStream();
        orders.generate(20, 5);
        Worker worker = worker(PATTERN, "table.discovery.interval.ms", "1000");

        worker.start();
        testBed.requireAllOnce(worker, orders);
        testBed.simulator().advance(Duration.ofMinutes(1));
        carts.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        carts.put(item("after", 1));

        worker.runUntil(() -> testBed.kafka().changes().stream()
                .anyMatch(change -> change.key().toString().contains("after")));
        assertThat(gaps()).isEmpty();
    }

    @Test
    void vanishedStreamOfANewListedTableFailsTheStart() {
        carts.disableStream();
        carts.expireStream();

        assertThatThrownBy(() -> worker(LISTED).start())
                .isInstanceOf(ConnectException.class)
                .hasMessage("Table 'carts' has no stream. Enable DynamoDB Streams on the table, or remove it from"
                        + " 'tables'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, PATTERN})
    void vanishedStreamThatWasReadToItsEndIsSkipped(String tables) {
        Worker worker = worker(tables);
        readSomeChanges(worker);
        carts.disableStream();
        worker.runUntil(() -> ends(carts) == 2);
        worker.endTasks(End.STOP);
        carts.expireStream();

        worker.restart(End.STOP);
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders, carts);
        assertThat(gaps()).isEmpty();
    }

    private long ends(SimulatedTable table) {
        return testBed.kafka().offsets().all().entrySet().stream()
                .filter(offset -> String.valueOf(offset.getKey().get("slot")).contains("/" + table.name() + "/"))
                .flatMap(offset -> offset.getValue().values().stream())
                .filter("END"::equals)
                .count();
    }

    @Test
    void vanishedStreamWithUnreadChangesFailsItsTaskOnly() {
        Worker worker = worker(LISTED, "tasks.max", "2");
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        String stream = carts.report().arn();
        carts.generate(20, 5);
        carts.disableStream();
        carts.expireStream();
        worker.keepRunningAfterFailures();

        worker.restart(End.STOP);
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        worker.runUntil(() -> !worker.failures().isEmpty());
        assertThat(worker.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Changes of table carts were lost: its stream " + stream
                                + " no longer exists, and was not read to its end. To continue, set 'on.gap' to"
                                + " 'continue'; to also take a new snapshot of the table, set it to 'resnapshot'."));
        assertThat(gaps()).hasSize(1);

        worker.restartConnector(Map.of("on.gap", "continue"));
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        worker.runUntil(() -> gaps().size() == 3);
        assertThat(worker.failures()).hasSize(1);
    }

    @Test
    void vanishedStreamWithUnreadChangesCausesASnapshot() {
        Worker worker = worker(LISTED, "on.gap", "resnapshot", "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        carts.generate(20, 5);
        carts.disableStream();
        carts.expireStream();

        worker.restart(End.STOP);
        orders.generate(20, 5);

        worker.runUntil(() -> testBed.kafka().heartbeats().stream()
                .anyMatch(record -> record.value().toString().contains("heartbeat=snapshot_end")));
        testBed.requireAllOnce(worker, orders);
        assertThat(gaps()).hasSize(2);
    }

    @Test
    void replacedStreamFailsItsTaskOnly() {
        Worker worker = worker(LISTED, "tasks.max", "2", "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        carts.generate(20, 5);
        Oracle written = carts.oracle();
        testBed.simulator().advance(Duration.ofMinutes(1));
        carts.disableStream();
        carts.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        carts.put(item("after", 1));
        worker.keepRunningAfterFailures();

        worker.runUntil(() -> !worker.failures().isEmpty());
        delivered(written).requireExactlyOnce();
        for (int round = 0; round < 3; round++) {
            orders.generate(20, 5);
            testBed.requireAllOnce(worker, orders);
        }
        assertThat(worker.failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageStartingWith("Changes of table carts were lost: its stream "));
        assertThat(gaps()).hasSize(1);

        worker.restartConnector(Map.of("on.gap", "continue"));
        testBed.requireAllOnce(worker, carts, orders);
        assertThat(worker.failures()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, PATTERN})
    void tableThatIsDeletedWhileStoppedIsReadToItsEnd(String tables) {
        Worker worker = worker(tables);
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        carts.put(item("late", 1));
        carts.put(item("late", 2));
        carts.put(item("late", 3));
        Oracle written = carts.oracle();
        carts.delete();

        worker.restart(End.STOP);
        orders.generate(20, 5);

        worker.runUntil(() -> delivered(written).isComplete() && ends(carts) == 2);
        delivered(written).requireExactlyOnce();
        testBed.requireAllOnce(worker, orders);
        assertThat(gaps()).isEmpty();
        // Restarted once more, only the other table is read.
        worker.restart(End.STOP);
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        delivered(written).requireExactlyOnce();
        assertThat(worker.taskConfigs()).noneMatch(config -> config.toString().contains("table/carts"));
    }

    @Test
    void deletedTableWhoseStreamVanishedFailsItsTaskOnly() {
        Worker worker = worker(LISTED, "tasks.max", "2");
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        carts.generate(20, 5);
        carts.delete();
        testBed.simulator().advance(Duration.ofHours(12));
        orders.rotateAll();
        worker.keepRunningAfterFailures();
        fail(ErrorType.RESOURCE_NOT_FOUND, Operation.DESCRIBE_STREAM, "carts");

        worker.restart(End.STOP);
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        worker.runUntil(() -> !worker.failures().isEmpty());
        assertThat(worker.failures().get(0))
                .hasMessageContaining(" no longer exists, and was not read to its end. To continue, set 'on.gap'");
    }

    @Test
    void missingPermissionToListStreamsDoesNotFailTheStart() {
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(Operation.LIST_STREAMS));
        orders.generate(20, 5);
        carts.generate(20, 5);
        Worker worker = worker(PATTERN);

        worker.start();

        testBed.requireAllOnce(worker, orders, carts);
    }

    @Test
    void listOfStreamsThatFailsAtTheStartDoesNotDelayTables() {
        Worker worker = worker(PATTERN, "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        carts.put(item("late", 1));
        Oracle written = carts.oracle();
        carts.delete();
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.INTERNAL_SERVER_ERROR))
                        .on(Operation.LIST_STREAMS));

        worker.restart(End.STOP);
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        assertThat(delivered(written).isComplete()).isFalse();
        testBed.simulator().clearFaults();

        worker.runUntil(() -> delivered(written).isComplete());
        delivered(written).requireExactlyOnce();
        assertThat(gaps()).isEmpty();
    }

    @Test
    void deletedTableWhoseListingFailsAtTheStartIsReadLater() {
        Worker worker = worker(PATTERN, "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        worker.endTasks(End.STOP);
        carts.put(item("late", 1));
        Oracle written = carts.oracle();
        carts.delete();
        fail(ErrorType.INTERNAL_SERVER_ERROR, Operation.DESCRIBE_STREAM, "carts");

        worker.restart(End.STOP);
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        long before = calls(Operation.LIST_TABLES);
        // Two more discoveries: the table is in no list of tables.
        worker.runUntil(() -> calls(Operation.LIST_TABLES) >= before + 2);
        testBed.simulator().clearFaults();

        worker.runUntil(() -> delivered(written).isComplete());
        delivered(written).requireExactlyOnce();
        assertThat(gaps()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tableThatIsRecreatedWithAnotherKeyIsReadWithBothKeys(boolean stopped) {
        Worker worker = worker(LISTED, "on.gap", "continue", "table.discovery.interval.ms", "1000");
        readSomeChanges(worker);
        if (stopped) {
            worker.endTasks(End.STOP);
        }
        carts.generate(20, 5);
        carts.put(item("late", 1));
        Oracle written = carts.oracle();
        carts.delete();
        testBed.simulator().advance(Duration.ofMinutes(1));
        SimulatedTable recreated = testBed.simulator()
                .createTable("carts", KeySchema.of("number", KeyType.N), ViewType.NEW_AND_OLD_IMAGES, 2);
        for (int number = 0; number < 10; number++) {
            recreated.put(numbered(number));
        }

        if (stopped) {
            worker.restart(End.STOP);
        }
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, recreated, orders);
        delivered(written).requireExactlyOnce();
        assertThat(gaps()).hasSize(1);
    }

    private static ObjectNode numbered(int number) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.putObject("number").put("N", Integer.toString(number));
        return item;
    }

    @Test
    void streamThatVanishesAtTheEndOfAShardIsTheEndOfItsLineage() {
        Worker worker = worker(LISTED);
        readSomeChanges(worker);
        fail(ErrorType.RESOURCE_NOT_FOUND, Operation.DESCRIBE_STREAM, "carts");
        carts.disableStream();

        worker.runUntil(() -> ends(carts) == 2);

        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders, carts);
        assertThat(gaps()).isEmpty();
    }
}
