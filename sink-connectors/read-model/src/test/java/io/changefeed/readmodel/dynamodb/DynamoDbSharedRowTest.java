/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static io.changefeed.readmodel.dynamodb.DynamoDbView.EXPIRY;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.VERSION;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.deliver;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.in;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.number;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.result;
import static io.changefeed.readmodel.dynamodb.DynamoDbView.results;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.TestEvents;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Call;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Reply;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Rows that several items can be in. */
class DynamoDbSharedRowTest {
    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final EventResult STALE = new EventResult.Stale();

    private final DynamoDbView view = new DynamoDbView(true);

    @AfterEach
    void release() {
        view.close();
    }

    private int storedItems(String group) {
        return requireNonNull(view.stored(group).orElseThrow().get(VERSION)).m().size();
    }

    @Test
    void invalidValueIsRejectedAtItsOwnWriteAndDoesNotBlockTheDeleteOfAnotherItem() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", in("g", "x"), 2));

        assertThat(result(destination, TestEvents.insert("b", number("g", 7), 1)))
                .isEqualTo(new EventResult.Rejected("the value {\"N\":\"7\"} of the column 'v' does not have the type S"
                        + " of the key of index 'by_v'"));
        assertThat(view.shown()).isEqualTo(Map.of("g", "x"));

        assertThat(result(destination, TestEvents.remove("a", in("g", "x"), 3))).isEqualTo(DELIVERED);
        assertThat(view.shown()).isEmpty();
    }

    @Test
    void hiddenItemThatALaterIndexRejectsDoesNotBlockTheDeleteOfAnotherItem() {
        ReadModelDestination destination = view.open();
        ChangeEvent invalid = TestEvents.insert("b", number("g", 7), 2);
        deliver(destination, TestEvents.insert("c", in("g", "oldest"), 1));
        deliver(destination, invalid);
        deliver(destination, TestEvents.insert("a", in("g", "newest"), 3));
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);

        assertThat(result(destination, TestEvents.remove("a", in("g", "newest"), 4)))
                .isEqualTo(DELIVERED);

        assertThat(view.shown()).isEqualTo(Map.of("g", "oldest"));
        assertThat(result(destination, invalid)).isInstanceOf(EventResult.Rejected.class);
        view.table.removeIndex("by_v");
        assertThat(result(destination, invalid))
                .as("the item is not lost for good")
                .isEqualTo(DELIVERED);
        assertThat(view.shown()).isEqualTo(Map.of("g", "7"));
    }

    @Test
    void shownItemThatALaterIndexRejectsDoesNotBlockAnOlderItem() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", number("g", 7), 3));
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);

        assertThat(result(destination, TestEvents.insert("b", in("g", "x"), 1))).isEqualTo(DELIVERED);

        assertThat(view.shown()).isEqualTo(Map.of("g", "x"));
    }

    @Test
    void leaveIsRetriedWhileTheDescriptionOfTheTableLacksTheIndex() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("b", in("g", "x"), 1));
        deliver(destination, TestEvents.insert("a", in("g", "y"), 2));
        view.endpoint.use(
                (action, body) -> body.contains(":stored") ? Reply.error(400, "ValidationException") : Reply.FORWARD);
        ChangeEvent leave = TestEvents.remove("a", in("g", "y"), 3);

        assertThat(deliver(destination, leave)).isInstanceOf(DeliveryResult.Unavailable.class);

        view.endpoint.use((action, body) -> Reply.FORWARD);
        assertThat(result(destination, leave)).isEqualTo(DELIVERED);
        assertThat(view.shown()).isEqualTo(Map.of("g", "x"));
    }

    @Test
    void snapshotDoesNotChangeWhichItemARowShows() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", in("g", "a"), 1));
        deliver(destination, TestEvents.insert("b", in("g", "b"), 2));
        deliver(destination, TestEvents.insert("c", in("g", "c"), 3));

        assertThat(results(
                        destination, TestEvents.read("a", in("g", "a2"), 10), TestEvents.read("b", in("g", "b2"), 11)))
                .containsExactly(DELIVERED, DELIVERED);

        assertThat(view.shown()).isEqualTo(Map.of("g", "c"));
        deliver(destination, TestEvents.remove("c", in("g", "c"), 12));
        assertThat(view.shown()).as("the row of the snapshot").isEqualTo(Map.of("g", "b2"));
    }

    @Test
    void snapshotRowAloneKeepsTheTimeOfTheLastChange() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("b", in("g", "b"), 5));
        deliver(destination, TestEvents.read("b", in("g", "b2"), 10));

        deliver(destination, TestEvents.insert("a", in("g", "a"), 4));

        assertThat(view.shown()).isEqualTo(Map.of("g", "b2"));
    }

    @Test
    void staleChangeStillCountsAsAChange() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.read("a", in("g", "a"), 10));
        deliver(destination, TestEvents.insert("b", in("g", "b"), 2));
        assertThat(view.shown()).isEqualTo(Map.of("g", "b"));

        assertThat(result(destination, TestEvents.insert("a", in("g", "late"), 3)))
                .isEqualTo(STALE);

        assertThat(view.shown()).isEqualTo(Map.of("g", "a"));
    }

    @Test
    void itemsThatTradeTheirRowsAreShownInTheOtherRowInAnyOrder() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", in("g", "a"), 1), TestEvents.insert("b", in("h", "b"), 2));
        ChangeEvent first = TestEvents.modify("a", in("g", "a"), in("h", "a2"), 3);
        ChangeEvent second = TestEvents.modify("b", in("h", "b"), in("g", "b2"), 4);

        assertThat(results(destination, second, first)).containsExactly(DELIVERED, DELIVERED);
        assertThat(results(view.open(), first, second)).containsExactly(STALE, STALE);

        assertThat(view.shown()).isEqualTo(Map.of("g", "b2", "h", "a2"));
    }

    @Test
    void crashBetweenTheWritesOfAMoveIsRepairedByAnotherTask() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", in("g", "a"), 1));
        ChangeEvent move = TestEvents.modify("a", in("g", "a"), in("h", "a2"), 2);
        view.endpoint.use((action, body) -> body.contains(EXPIRY) ? Reply.HANG : Reply.FORWARD);
        Delivery delivery = Deliveries.deliver(destination, List.of(move));
        awaitHanging();
        delivery.abort();
        assertThat(delivery.result().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(2));
        assertThat(view.shown()).isEqualTo(Map.of("g", "a", "h", "a2"));

        view.endpoint.use((action, body) -> Reply.FORWARD);
        assertThat(result(view.open(), move)).isEqualTo(DELIVERED);

        assertThat(view.shown()).isEqualTo(Map.of("h", "a2"));
    }

    private void awaitHanging() {
        try {
            view.endpoint.awaitHanging();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void versionOfADeletedItemProtectsTheRowUntilItExpires() {
        ReadModelDestination destination = view.open();
        ChangeEvent late = TestEvents.insert("a", in("g", "late"), 1);
        deliver(destination, TestEvents.remove("a", in("g", "a"), 2));
        deliver(destination, TestEvents.insert("b", in("g", "b"), 3));

        assertThat(result(destination, late)).isEqualTo(STALE);
        assertThat(view.shown()).isEqualTo(Map.of("g", "b"));
        view.clock.advance(Duration.ofMinutes(61));
        deliver(destination, TestEvents.modify("b", in("g", "b"), in("g", "b2"), 4));
        assertThat(storedItems("g")).isEqualTo(1);
    }

    @Test
    void rejectedChangeKeepsTheItemAndOtherItems() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("a", in("g", "a"), 1));
        deliver(destination, TestEvents.insert("b", in("g", "b"), 3));
        ChangeEvent invalid = TestEvents.modify("a", in("g", "a"), number("g", 7), 5);

        assertThat(result(destination, invalid)).isInstanceOf(EventResult.Rejected.class);

        assertThat(view.shown()).as("the item changed last").isEqualTo(Map.of("g", "a"));
        assertThat(result(destination, TestEvents.modify("a", in("g", "a"), in("g", "late"), 2)))
                .isEqualTo(STALE);
        deliver(destination, TestEvents.remove("a", in("g", "a"), 6));
        assertThat(view.shown()).isEqualTo(Map.of("g", "b"));
        assertThat(result(destination, TestEvents.insert("c", number("h", 7), 7)))
                .isInstanceOf(EventResult.Rejected.class);
        assertThat(view.stored("h")).isEmpty();
    }

    @Test
    void rejectedChangeRenewsATombstone() {
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.remove("a", in("g", "a"), 1));
        view.clock.advance(Duration.ofMinutes(30));

        assertThat(result(destination, TestEvents.insert("a", number("g", 7), 3)))
                .isInstanceOf(EventResult.Rejected.class);

        assertThat(view.stored("g").orElseThrow())
                .containsEntry(
                        EXPIRY,
                        AttributeValue.fromN(Long.toString(view.clock.instant().getEpochSecond() + 3600)));
        assertThat(result(destination, TestEvents.insert("a", in("g", "late"), 2)))
                .isEqualTo(STALE);
    }

    @Test
    void fullRowRejectsTheNextItemAndLetsEachItemLeave() {
        ReadModelDestination destination = view.open();
        String large = "x".repeat(100_000);
        deliver(destination, TestEvents.insert("a", in("g", large), 1));
        deliver(destination, TestEvents.insert("b", in("g", large), 2));
        deliver(destination, TestEvents.insert("c", in("g", "c" + large), 3));

        EventResult rejected = result(destination, TestEvents.insert("d", in("g", large), 4));

        assertThat(rejected)
                .isInstanceOfSatisfying(
                        EventResult.Rejected.class,
                        result -> assertThat(result.reason())
                                .contains("with 4 items; at most 307200 can be stored")
                                .contains("'projection.key'"));
        assertThat(view.shown()).isEqualTo(Map.of("g", "c" + large));
        assertThat(results(
                        destination,
                        TestEvents.remove("c", in("g", large), 5),
                        TestEvents.remove("a", in("g", large), 6)))
                .containsExactly(DELIVERED, DELIVERED);
        assertThat(view.shown()).isEqualTo(Map.of("g", large));
        assertThat(result(destination, TestEvents.insert("d", in("g", "d"), 4))).isEqualTo(DELIVERED);
        assertThat(view.shown()).isEqualTo(Map.of("g", "d"));
    }

    /** DynamoDB rejects a value with more than 32 levels, and the columns of a hidden item have three more. */
    @Test
    void deeplyNestedValueIsRejectedIfItCouldNotBeHidden() {
        ReadModelDestination destination = view.open();
        assertThat(result(destination, TestEvents.insert("a", nested(28), 1))).isEqualTo(DELIVERED);
        assertThat(result(destination, TestEvents.insert("b", in("g", "b"), 2)))
                .as("hides the nested value")
                .isEqualTo(DELIVERED);
        assertThat(result(destination, TestEvents.insert("c", nested(29), 3)))
                .isInstanceOfSatisfying(
                        EventResult.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("30 nesting levels", "at most 29"));

        assertThat(result(destination, TestEvents.remove("b", in("g", "b"), 4))).isEqualTo(DELIVERED);
        assertThat(view.stored("g").orElseThrow()).containsEntry("id", AttributeValue.fromS("a"));
    }

    private static String nested(int levels) {
        return "\"grp\":{\"S\":\"g\"},\"v\":" + "{\"L\":[".repeat(levels) + "{\"S\":\"x\"}" + "]}".repeat(levels);
    }

    @Test
    void rowOfATableWithOwnedRowsIsFatal() {
        view.table.put(Map.of("grp", new S("g"), VERSION, new S("1@x")));
        view.table.addIndex("by_v", "v", ScalarAttributeType.S);
        ReadModelDestination destination = view.open();

        for (ChangeEvent event : List.of(
                TestEvents.insert("a", in("g", "a"), 1),
                TestEvents.remove("a", in("g", "a"), 2),
                TestEvents.insert("a", number("g", 7), 3))) {
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
    void laterChangeWithALowerOrderIsFatal() {
        ReadModelDestination destination = view.open();
        deliver(
                destination,
                DynamoDbView.from(TestEvents.insert("a", in("g", "x"), 1), "messages", 5, TestEvents.TIME));

        assertThat(deliver(
                        destination,
                        DynamoDbView.from(
                                TestEvents.insert("a", in("g", "y"), 1),
                                "restored",
                                4,
                                TestEvents.TIME.plus(Duration.ofHours(1)))))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason()).contains("restored", "execute-snapshot"));
        assertThat(view.shown()).isEqualTo(Map.of("g", "x"));
    }

    /** Both writers see the same row and write different items into it. */
    @Test
    void writersThatCollideLoseNoItem() {
        ReadModelDestination one = view.open();
        ReadModelDestination other = view.open();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            deliveries.add(Deliveries.deliver(
                    i % 2 == 0 ? one : other, List.of(TestEvents.insert("i" + i, in("g", "v" + i), i + 1))));
        }
        int retried = 0;
        for (int i = 0; i < deliveries.size(); i++) {
            DeliveryResult result = deliveries
                    .get(i)
                    .result()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            if (result instanceof DeliveryResult.Unavailable) {
                retried++;
                assertThat(result(one, TestEvents.insert("i" + i, in("g", "v" + i), i + 1)))
                        .isEqualTo(DELIVERED);
            }
        }

        assertThat(storedItems("g")).isEqualTo(40);
        assertThat(view.shown()).isEqualTo(Map.of("g", "v39"));
        System.out.println("40 concurrent deliveries to one row: " + retried + " retried, "
                + view.endpoint.takeCalls().size() + " calls");
    }

    @Test
    void changesOfOneRowInABatchDoNotCollide() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("x", in("other", "x"), 1));
        view.endpoint.takeCalls();
        ChangeEvent[] events = new ChangeEvent[25];
        for (int i = 0; i < events.length; i++) {
            events[i] = TestEvents.insert("i" + i, in("g", "v" + i), i + 1);
        }

        assertThat(results(destination, events)).containsOnly(DELIVERED);

        List<Call> calls = view.endpoint.takeCalls();
        assertThat(calls).hasSize(1 + 2 * 24);
        assertThat(calls.stream().filter(call -> call.status() == 200)).hasSize(25);
        assertThat(view.shown()).containsEntry("g", "v24");
    }

    @Test
    void itemAloneCostsOneCallAndSeveralItemsTwo() {
        ReadModelDestination destination = view.open();
        deliver(destination, TestEvents.insert("x", in("other", "x"), 1));
        view.endpoint.takeCalls();

        assertThat(calls(destination, TestEvents.insert("a", in("g", "a"), 1))).isEqualTo("[PutItem 200 1.0]");
        assertThat(calls(destination, TestEvents.modify("a", in("g", "a"), in("g", "a2"), 2)))
                .isEqualTo("[PutItem 200 1.0]");
        assertThat(calls(destination, TestEvents.insert("b", in("g", "b"), 3)))
                .isEqualTo("[PutItem 400 0.0, PutItem 200 1.0]");
        assertThat(calls(destination, TestEvents.insert("b", in("g", "b"), 3)))
                .as("repeated")
                .isEqualTo("[PutItem 400 0.0]");
        assertThat(calls(destination, TestEvents.remove("b", in("g", "b"), 4)))
                .isEqualTo("[PutItem 400 0.0, PutItem 200 1.0]");
        assertThat(calls(destination, TestEvents.remove("x", in("other", "x"), 4)))
                .isEqualTo("[PutItem 200 1.0]");
    }

    private String calls(ReadModelDestination destination, ChangeEvent event) {
        deliver(destination, event);
        return view.endpoint.takeCalls().toString();
    }
}
