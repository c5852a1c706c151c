/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static io.changefeed.readmodel.dynamodb.DynamoDbView.EXPIRY;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.VERSION;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.deliver;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.from;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.in;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.number;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.result;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.results;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.TestEvents;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Call;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Reply;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Rows that only one item can be in. */
class DynamoDbOwnedRowTest {
    private final DynamoDbView view = new DynamoDbView(false);

    @AfterEach
    void release() {
        view.close();
    }

    private String version(String group) {
        AttributeValue version = view.stored(group).orElseThrow().get(VERSION);
        return version == null ? "none" : String.valueOf(version.s());
    }

    private static String versionOf(ChangeEvent event) {
        return RowVersion.of(event.source()).text();
    }

    private static String rejectedVersionOf(ChangeEvent event) {
        return RowVersion.of(event.source()).rejected().text();
    }

    @Test
    void staleEventDoesNotReplaceARow() {
        ReadModelDestination destination = view.open();
        ChangeEvent newer = TestEvents.modify("i", in("g", "old"), in("g", "new"), 2);

        assertThat(result(destination, newer)).isEqualTo(new EventResult.Delivered());
        assertThat(result(destination, TestEvents.insert("i", in("g", "old"), 1)))
                .isEqualTo(new EventResult.Stale());
        assertThat(result(destination, newer)).isEqualTo(new EventResult.Stale());

        assertThat(view.shown()).isEqualTo(Map.of("g/i", "new"));
        assertThat(version("g")).isEqualTo(versionOf(newer));
    }

    @Test
    void moveWritesTheNewRowFirstAndLeavesATombstone() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1));
        view.endpoint.use((action, body) ->
                body.contains(EXPIRY) ? Reply.error(400, "ProvisionedThroughputExceededException") : Reply.FORWARD);
        ChangeEvent move = TestEvents.modify("i", in("g", "x"), in("h", "y"), 2);

        assertThat(deliver(destination, move)).isInstanceOf(DeliveryResult.Unavailable.class);
        assertThat(view.shown()).as("between the two writes").isEqualTo(Map.of("g/i", "x", "h/i", "y"));

        view.endpoint.use((action, body) -> Reply.FORWARD);
        assertThat(result(view.open(), move)).isEqualTo(new EventResult.Delivered());
        assertThat(view.shown()).isEqualTo(Map.of("h/i", "y"));
        assertThat(version("g")).isEqualTo(versionOf(move));
        assertThat(result(destination, TestEvents.insert("i", in("g", "x"), 1))).isEqualTo(new EventResult.Stale());
    }

    @Test
    void tombstoneIsNotWrittenWhileTheNewRowIsMissing() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1));
        view.endpoint.use((action, body) -> action.equals("PutItem") && !body.contains(EXPIRY)
                ? Reply.error(400, "ProvisionedThroughputExceededException")
                : Reply.FORWARD);

        assertThat(deliver(destination, TestEvents.modify("i", in("g", "x"), in("h", "y"), 2)))
                .isInstanceOf(DeliveryResult.Unavailable.class);

        assertThat(view.shown()).isEqualTo(Map.of("g/i", "x"));
    }

    @Test
    void deletedItemReturnsOnlyByANewerEventUntilItsTombstoneExpires() {
        ReadModelDestination destination = view.open();
        ChangeEvent late = TestEvents.insert("i", in("g", "late"), 1);
        deliver(destination, TestEvents.remove("i", in("g", "x"), 3));
        assertThat(view.stored("g").orElseThrow())
                .containsOnlyKeys("grp", "id", VERSION, EXPIRY)
                .containsEntry(
                        EXPIRY,
                        AttributeValue.fromN(Long.toString(view.clock.instant().getEpochSecond() + 3600)));

        assertThat(result(destination, late)).isEqualTo(new EventResult.Stale());
        assertThat(view.shown()).isEmpty();
        assertThat(result(destination, TestEvents.insert("i", in("g", "new"), 4)))
                .isEqualTo(new EventResult.Delivered());
        assertThat(view.shown()).isEqualTo(Map.of("g/i", "new"));
        assertThat(view.stored("g").orElseThrow()).doesNotContainKey(EXPIRY);
    }

    /** A value that an index rejects: the item keeps its row, as it was. */
    @Test
    void rejectedChangeKeepsTheRowAndRaisesItsVersion() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1));
        ChangeEvent invalid = TestEvents.modify("i", in("g", "x"), number("g", 7), 3);
        view.endpoint.takeCalls();

        assertThat(result(destination, invalid))
                .isEqualTo(new EventResult.Rejected("the value {\"N\":\"7\"} of the column 'v' does not have the type S"
                        + " of the key of index 'by_v'"));

        assertThat(view.endpoint.takeCalls()).extracting(Call::action).containsExactly("DescribeTable", "UpdateItem");
        assertThat(view.shown()).isEqualTo(Map.of("g/i", "x"));
        assertThat(version("g")).isEqualTo(rejectedVersionOf(invalid));
        assertThat(result(destination, TestEvents.modify("i", in("g", "x"), in("g", "late"), 2)))
                .isEqualTo(new EventResult.Stale());

        view.table.removeIndex("by_v");
        assertThat(result(destination, invalid))
                .as("the dead letter is delivered again")
                .isEqualTo(new EventResult.Delivered());
        assertThat(view.shown()).isEqualTo(Map.of("g/i", "7"));
    }

    @Test
    void rejectedChangeCreatesNoRow() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);

        assertThat(result(view.open(), TestEvents.insert("i", number("g", 7), 1)))
                .isInstanceOf(EventResult.Rejected.class);

        assertThat(view.table.items()).isEmpty();
    }

    @Test
    void rejectedMoveLeavesTheOldRow() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1));
        ChangeEvent invalid = TestEvents.modify("i", in("g", "x"), number("h", 7), 2);

        assertThat(result(destination, invalid)).isInstanceOf(EventResult.Rejected.class);

        assertThat(view.shown()).isEmpty();
        assertThat(view.stored("h")).isEmpty();
        assertThat(version("g")).isEqualTo(rejectedVersionOf(invalid));
        assertThat(result(destination, TestEvents.insert("i", in("g", "x"), 1))).isEqualTo(new EventResult.Stale());
    }

    /** Without a new expiry, an event that is older than the rejected one could restore the row too early. */
    @Test
    void rejectedChangeRenewsATombstone() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.remove("i", in("g", "x"), 1));
        view.clock.advance(Duration.ofMinutes(30));
        ChangeEvent invalid = TestEvents.insert("i", number("g", 7), 3);

        assertThat(result(destination, invalid)).isInstanceOf(EventResult.Rejected.class);

        assertThat(version("g")).isEqualTo(rejectedVersionOf(invalid));
        assertThat(view.stored("g").orElseThrow())
                .containsEntry(
                        EXPIRY,
                        AttributeValue.fromN(Long.toString(view.clock.instant().getEpochSecond() + 3600)));
    }

    @Test
    void rowThatDynamoDbRejectsIsRejectedAfterItLeftItsOldRow() {
        for (String guard : List.of("true", "false")) {
            ReadModelDestination destination = view.open("stale.write.guard", guard);
            deliver(destination, TestEvents.insert("i" + guard, in("g", "x"), 1));

            EventResult result =
                    result(destination, TestEvents.modify("i" + guard, in("g", "x"), in("h", "x".repeat(410_000)), 2));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("Item size has exceeded"));
            assertThat(view.shown()).as("guard %s", guard).isEmpty();
        }
    }

    @Test
    void rejectedChangeIsRetriedUntilItsVersionIsStored() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1));
        view.endpoint.use((action, body) -> action.equals("UpdateItem") ? new Reply(503, "") : Reply.FORWARD);

        assertThat(deliver(destination, TestEvents.modify("i", in("g", "x"), number("g", 7), 2)))
                .isInstanceOf(DeliveryResult.Unavailable.class);
    }

    @Test
    void rowOfARestoredTableReplacesThatOfItsOriginalAndNotTheOtherWayRound() {
        ReadModelDestination destination = view.open();
        ChangeEvent original = TestEvents.insert("i", in("g", "original"), 1);
        deliver(destination, original, TestEvents.insert("j", in("g", "original"), 2));
        ChangeEvent deleted =
                from(TestEvents.remove("i", in("g", "restored"), 3), "restored", 2, TestEvents.TIME.plusSeconds(3));

        assertThat(result(destination, deleted)).isEqualTo(new EventResult.Delivered());
        assertThat(view.shown()).isEqualTo(Map.of("g/j", "original"));
        assertThat(result(destination, original)).isEqualTo(new EventResult.Stale());
        assertThat(result(destination, TestEvents.modify("i", in("g", "x"), in("g", "zombie"), 9)))
                .as("of a task that still reads the original table")
                .isEqualTo(new EventResult.Stale());
        assertThat(view.shown()).isEqualTo(Map.of("g/j", "original"));
    }

    @Test
    void laterChangeWithALowerOrderIsFatal() {
        ReadModelDestination destination = view.open();
        deliver(destination, from(TestEvents.insert("i", in("g", "x"), 1), "messages", 5, TestEvents.TIME));

        assertThat(deliver(
                        destination,
                        from(
                                TestEvents.insert("i", in("g", "y"), 1),
                                "restored",
                                4,
                                TestEvents.TIME.plus(Duration.ofHours(1)))))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason()).contains("restored", "execute-snapshot"));
        assertThat(view.shown()).isEqualTo(Map.of("g/i", "x"));
    }

    @Test
    void rowOfASharedTableIsFatal() {
        view.table.put(
                Map.of("grp", new ItemValue.S("g"), "id", new ItemValue.S("i"), VERSION, new ItemValue.M(Map.of())));
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();

        for (ChangeEvent event : List.of(
                TestEvents.insert("i", in("g", "y"), 1),
                TestEvents.remove("i", in("g", "y"), 2),
                TestEvents.insert("i", number("g", 1), 3))) {
            assertThat(deliver(destination, event))
                    .as("%s", event.operation())
                    .isInstanceOfSatisfying(DeliveryResult.Fatal.class, fatal -> {
                        assertThat(fatal.isConclusive())
                                .as("although new rows can be written")
                                .isTrue();
                        assertThat(fatal.reason())
                                .contains("'changefeed_version' of a row of table 'view'", "in a new table");
                    });
        }
    }

    @Test
    void softDeleteKeepsTheColumnsUnlessALaterIndexRejectsThem() {
        ReadModelDestination destination = view.open("deleted.column", "deleted_at");
        deliver(destination, TestEvents.insert("i", in("g", "x"), 1), TestEvents.insert("j", number("h", 7), 2));
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);

        assertThat(results(
                        destination,
                        TestEvents.remove("i", in("g", "x"), 3),
                        TestEvents.remove("j", number("h", 7), 4)))
                .containsExactly(new EventResult.Delivered(), new EventResult.Delivered());

        assertThat(view.stored("g").orElseThrow())
                .containsEntry("v", AttributeValue.fromS("x"))
                .containsEntry("deleted_at", AttributeValue.fromS("2026-01-31T12:00:03.000000Z"));
        assertThat(view.stored("h").orElseThrow())
                .doesNotContainKey("v")
                .containsEntry("deleted_at", AttributeValue.fromS("2026-01-31T12:00:04.000000Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TransactionConflictException", "ReplicatedWriteConflictException"})
    void conflictIsRetried(String error) {
        for (String guard : List.of("true", "false")) {
            ReadModelDestination destination = view.open("stale.write.guard", guard);
            ChangeEvent event = TestEvents.insert("i", in("g", guard), 1);
            view.endpoint.use((action, body) -> action.endsWith("Item") ? Reply.error(400, error) : Reply.FORWARD);

            assertThat(deliver(destination, event))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Unavailable.class,
                            unavailable -> assertThat(unavailable.reason()).contains("injected"));

            view.endpoint.use((action, body) -> Reply.FORWARD);
            assertThat(view.shown()).isEmpty();
            assertThat(result(destination, event)).isEqualTo(new EventResult.Delivered());
            assertThat(view.shown()).isEqualTo(Map.of("g/i", guard));
            view.table.delete(Map.of("grp", AttributeValue.fromS("g"), "id", AttributeValue.fromS("i")));
        }
    }

    @Test
    void conflictOfOneRowDoesNotRetryTheOthers() {
        ReadModelDestination destination = view.open();
        view.endpoint.use((action, body) ->
                body.contains("conflicting") ? Reply.error(400, "TransactionConflictException") : Reply.FORWARD);

        assertThat(results(
                        destination,
                        TestEvents.insert("i", in("g", "conflicting"), 1),
                        TestEvents.insert("j", in("g", "x"), 2)))
                .satisfiesExactly(
                        conflict -> assertThat(conflict).isInstanceOf(EventResult.Retry.class),
                        other -> assertThat(other).isEqualTo(new EventResult.Delivered()));
    }

    @Test
    void changesWithoutARowDoNotHideThatTheTableIsUnavailable() {
        ReadModelDestination destination = view.open();
        String noKey = "\"v\":{\"S\":\"x\"}";
        ChangeEvent removed = TestEvents.remove("j", noKey, 2);
        ChangeEvent rejected = TestEvents.insert("k", noKey, 3);
        deliver(destination, TestEvents.insert("l", in("g", "x"), 1));
        view.endpoint.takeCalls();

        assertThat(results(destination, removed, rejected))
                .containsExactly(
                        new EventResult.Delivered(),
                        new EventResult.Rejected("after.grp: no value for the key column 'grp'"));
        assertThat(view.endpoint.takeCalls()).isEmpty();

        view.endpoint.use((action, body) -> new Reply(503, ""));
        assertThat(deliver(destination, TestEvents.insert("i", in("g", "x"), 1), removed, rejected))
                .isInstanceOf(DeliveryResult.Unavailable.class);
    }

    @Test
    void putAndDeleteCostOneCallAndAMoveTwo() {
        ReadModelDestination destination = view.open();
        ChangeEvent insert = TestEvents.insert("i", in("g", "x"), 1);
        ChangeEvent move = TestEvents.modify("i", in("g", "x"), in("h", "x"), 2);
        deliver(destination, TestEvents.insert("j", in("g", "x"), 1));
        view.endpoint.takeCalls();

        assertThat(calls(destination, insert)).isEqualTo("[PutItem 200 1.0]");
        assertThat(calls(destination, insert)).as("repeated").isEqualTo("[PutItem 400 0.0]");
        assertThat(calls(destination, move)).isEqualTo("[PutItem 200 1.0, PutItem 200 1.0]");
        assertThat(calls(destination, TestEvents.remove("i", in("h", "x"), 3))).isEqualTo("[PutItem 200 1.0]");
    }

    private String calls(ReadModelDestination destination, ChangeEvent event) {
        deliver(destination, event);
        return view.endpoint.takeCalls().toString();
    }
}
