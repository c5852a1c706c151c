/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.aws.ItemValues;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.S;
import io.changefeed.readmodel.Changes;
import io.changefeed.readmodel.dynamodb.FaultyEndpoint.Reply;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDbStoreTest {
    private static final String ALL_TYPES = "\"channel\":{\"S\":\"c\"},\"v\":{\"M\":{\"s\":{\"S\":\"\"},"
            + "\"n\":{\"N\":\"1234567890123456789012345678901234567.8\"},\"b\":{\"B\":\"AP8=\"},\"t\":{\"BOOL\":true},"
            + "\"nul\":{\"NULL\":true},\"l\":{\"L\":[{\"L\":[]},{\"N\":\"1E+20\"}]},\"ss\":{\"SS\":[\"a\"]},"
            + "\"ns\":{\"NS\":[\"1.5\"]},\"bs\":{\"BS\":[\"AA==\"]}}},\"gone\":{\"NULL\":true}";

    private final ReadTable table = new ReadTable("view", "channel:S", "at:N");

    @AfterEach
    void drop() {
        table.close();
    }

    private static Map<String, String> view(String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.source.key", "id");
        properties.put("projection.key", "channel,at");
        properties.put("projection.columns", "id,v,gone");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private static DeliveryResult soon(ReadModelDestination destination, ChangeEvent... events) {
        return Deliveries.deliver(destination, List.of(events))
                .result()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static EventResult outcome(ReadModelDestination destination, ChangeEvent event) {
        return ((DeliveryResult.PerEvent) soon(destination, event)).results().get(0);
    }

    private static String at(String channel, int at, String v) {
        return "\"channel\":{\"S\":\"" + channel + "\"},\"at\":{\"N\":\"" + at + "\"},\"v\":{\"S\":\"" + v + "\"}";
    }

    private Map<List<String>, Map<String, ItemValue>> rows() {
        return table.rows(List.of("channel", "at"));
    }

    @Test
    void allTenTypesAreKeptExactly() {
        try (ReadModelDestination destination = table.open(view())) {
            assertThat(outcome(destination, Changes.insert("i", ALL_TYPES + ",\"at\":{\"N\":\"1.50\"}", 1)))
                    .isInstanceOf(EventResult.Delivered.class);

            Map<String, ItemValue> expected =
                    new HashMap<>(Changes.item("i", ALL_TYPES).attributes());
            expected.remove("channel");
            assertThat(rows()).isEqualTo(Map.of(List.of("c", "1.5"), expected));
        }
    }

    @Test
    void aDeletedRowLeavesItsVersionWithATimeToLive() {
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        Map<String, String> properties = table.properties(view("tombstone.retention.ms", "3600000"));
        try (ReadModelDestination destination =
                ReadTable.open(new DynamoDbReadModelConfig(properties), Clock.fixed(now, ZoneOffset.UTC))) {
            soon(destination, Changes.insert("i", at("c", 1, "x"), 1));
            soon(destination, Changes.remove("i", at("c", 1, "x"), 3));

            assertThat(table.items()).hasSize(1);
            Map<String, AttributeValue> tombstone = table.items().get(0);
            assertThat(tombstone).containsOnlyKeys("channel", "at", "changefeed_versions", "expires_at");
            assertThat(tombstone)
                    .containsEntry("expires_at", AttributeValue.fromN(Long.toString(now.getEpochSecond() + 3600)));
            assertThat(outcome(destination, Changes.modify("i", at("c", 1, "x"), at("c", 1, "late"), 2)))
                    .isInstanceOf(EventResult.Stale.class);
            assertThat(rows()).isEmpty();
            assertThat(outcome(destination, Changes.insert("i", at("c", 1, "new"), 4)))
                    .isInstanceOf(EventResult.Delivered.class);
            assertThat(table.items().get(0)).doesNotContainKey("expires_at").containsKey("v");
        }
    }

    @Test
    void anItemThatChangesItsTargetKeyTakesItsRowAlong() {
        try (ReadModelDestination destination = table.open(view())) {
            soon(destination, Changes.insert("i", at("c", 1, "x"), 1));
            soon(destination, Changes.modify("i", at("c", 1, "x"), at("d", 1, "x"), 2));

            assertThat(rows()).containsOnlyKeys(List.of("d", "1"));
        }
    }

    @Test
    void anItemWhoseKeyNoTableHoldsLeavesItsRowAndComesBackFromIt() {
        try (ReadModelDestination destination = table.open(view())) {
            soon(destination, Changes.insert("i", at("c", 1, "x"), 1));

            assertThat(outcome(destination, Changes.modify("i", at("c", 1, "x"), at("", 1, "x"), 2)))
                    .isInstanceOf(EventResult.Rejected.class);
            assertThat(rows()).isEmpty();
            assertThat(outcome(destination, Changes.modify("i", at("", 1, "x"), at("d", 1, "x"), 3)))
                    .isInstanceOf(EventResult.Delivered.class);

            assertThat(rows()).containsOnlyKeys(List.of("d", "1"));
            assertThat(outcome(destination, Changes.remove("j", at("", 1, "x"), 4)))
                    .isInstanceOf(EventResult.Delivered.class);
        }
    }

    @Test
    void aNameThatNoTableHasRejectsNoRow() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination = table.open(view("aws.endpoint", endpoint.uri()))) {
            endpoint.decide((action, body) ->
                    action.equals("DescribeTable") ? Reply.error(400, "ValidationException") : Reply.PASS);

            assertThat(soon(destination, Changes.insert("i", at("c", 1, "x"), 1)))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            broken -> assertThat(broken.reason()).contains("projection.table", "view"));
        }
    }

    @Test
    void aRowOfTwoItemsShowsTheLatestAndAfterItTheOther() {
        try (ReadModelDestination destination = table.open(view())) {
            soon(destination, Changes.insert("i", at("c", 1, "first"), 1));
            soon(destination, Changes.insert("j", at("c", 1, "second"), 2));
            assertThat(rows().get(List.of("c", "1"))).containsEntry("v", new S("second"));

            soon(destination, Changes.remove("j", at("c", 1, "second"), 3));

            assertThat(rows().get(List.of("c", "1")))
                    .containsEntry("v", new S("first"))
                    .containsEntry("id", new S("i"));
        }
    }

    @Test
    void aSoftDeletedRowStaysWithItsColumnsAndTheTime() {
        try (ReadModelDestination destination = table.open(view("deleted.column", "deleted_at"))) {
            soon(destination, Changes.insert("i", at("c", 1, "x"), 1));
            soon(destination, Changes.remove("i", at("c", 1, "x"), 2));

            assertThat(table.items().get(0))
                    .containsEntry("v", AttributeValue.fromS("x"))
                    .containsEntry("deleted_at", AttributeValue.fromS("2026-01-31T12:00:02.000000Z"))
                    .doesNotContainKey("expires_at");
            soon(destination, Changes.insert("i", at("c", 1, "y"), 3));
            assertThat(table.items().get(0)).doesNotContainKey("deleted_at");
        }
    }

    @Test
    void aRowThatNobodyGuardedIsOlderThanEverything() {
        table.put(Map.of("channel", new S("c"), "at", new N("1"), "mine", new S("x")));
        try (ReadModelDestination destination = table.open(view())) {
            soon(destination, Changes.insert("i", at("c", 1, "x"), 1));

            assertThat(table.items().get(0)).containsKey("v").doesNotContainKey("mine");
        }
    }

    @Test
    void whatNoKeyCanBeIsRejectedAloneWithColumnAndValue() {
        for (String mode : List.of("guarded", "batch")) {
            try (ReadModelDestination destination = table.open(view("write.mode", mode))) {
                DeliveryResult answer = soon(
                        destination,
                        Changes.insert("a", at("", 1, "x"), 1),
                        Changes.insert("b", at("c", 2, "x"), 2),
                        Changes.insert("d", "\"channel\":{\"S\":\"c\"},\"at\":{\"S\":\"noon\"}", 3),
                        Changes.insert("e", "\"channel\":{\"S\":\"c\"}", 4),
                        Changes.insert("f", at("c".repeat(2049), 1, "x"), 5));

                assertThat(((DeliveryResult.PerEvent) answer).results())
                        .containsExactly(
                                new EventResult.Rejected("the column 'channel' is in the key of the row, but its value"
                                        + " S[text=] is empty"),
                                new EventResult.Delivered(),
                                new EventResult.Rejected("the column 'at' is in the key of the row, but its value"
                                        + " S[text=noon] is no N, which the table's key has there"),
                                new EventResult.Rejected(
                                        "after.at: there is no value, and the column 'at' is in the key of the row"),
                                new EventResult.Rejected("the column 'channel' is in the key of the row, but its value"
                                        + " S[text=" + "c".repeat(2049) + "] has 2049 bytes, and DynamoDB takes 2048"));
            }
        }
    }

    @Test
    void aRowThatIsTooLargeIsRejectedAloneOrRefusedWithItsBatch() {
        ChangeEvent large = Changes.insert("i", at("c", 1, "x".repeat(410_000)), 1);
        try (ReadModelDestination guarded = table.open(view());
                ReadModelDestination batch = table.open(view("write.mode", "batch"))) {
            assertThat(outcome(guarded, large))
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("Item size has exceeded"));
            assertThat(soon(batch, large, Changes.insert("j", at("c", 2, "x"), 2)))
                    .isInstanceOf(DeliveryResult.Rejected.class);
        }
    }

    @Test
    void aTableThatIsMissingOrHasAnotherKeyFailsTheTask() {
        try (ReadModelDestination missing = table.open(view("projection.version", "2"));
                ReadModelDestination other = table.open(view("projection.key", "id"));
                ReadModelDestination typed = table.open(view("projection.column.at.cast", "timestamp"))) {
            assertThat(soon(missing, Changes.insert("i", at("c", 1, "x"), 1)))
                    .isEqualTo(new DeliveryResult.Fatal(
                            "There is no table 'view_v2' in DynamoDB; create it, or correct" + " 'projection.table'."));
            assertThat(soon(other, Changes.insert("i", at("c", 1, "x"), 1)))
                    .isEqualTo(new DeliveryResult.Fatal(
                            "The key of table 'view' is [channel, at], but 'projection.key' says [id]."));
            assertThat(soon(
                            typed,
                            Changes.insert(
                                    "i", "\"channel\":{\"S\":\"c\"},\"at\":{\"S\":\"2026-01-01T00:00:00Z\"}", 1)))
                    .isEqualTo(new DeliveryResult.Fatal("The key attribute 'at' of table 'view' has the type N, but the"
                            + " column's cast makes another."));
        }
    }

    @Test
    void withoutTheGuardAnOlderWriteAppliesAndADeleteLeavesNothing() {
        try (ReadModelDestination destination = table.open(view("write.mode", "batch"))) {
            soon(destination, Changes.insert("i", at("c", 1, "new"), 2), Changes.insert("j", at("c", 2, "x"), 3));
            soon(destination, Changes.insert("i", at("c", 1, "old"), 1), Changes.remove("j", at("c", 2, "x"), 4));

            assertThat(rows()).containsOnlyKeys(List.of("c", "1"));
            assertThat(rows().get(List.of("c", "1"))).containsEntry("v", new S("old"));
            assertThat(table.items()).hasSize(1);
        }
    }

    @Test
    void ofTwoItemsInOneRowABatchTakesTheFirstAndHasTheOtherTriedAgain() {
        try (ReadModelDestination destination = table.open(view("write.mode", "batch"))) {
            DeliveryResult answer = soon(
                    destination,
                    Changes.insert("i", at("c", 1, "x"), 1),
                    Changes.insert("j", at("c", 1, "y"), 2),
                    Changes.insert("k", at("c", 2, "z"), 3));

            assertThat(((DeliveryResult.PerEvent) answer).results().get(0)).isInstanceOf(EventResult.Delivered.class);
            assertThat(((DeliveryResult.PerEvent) answer).results().get(1)).isInstanceOf(EventResult.Retry.class);
            assertThat(((DeliveryResult.PerEvent) answer).results().get(2)).isInstanceOf(EventResult.Delivered.class);
        }
    }

    @Test
    void whatABatchDoesNotProcessIsTriedAgain() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination =
                        table.open(view("write.mode", "batch", "aws.endpoint", endpoint.uri()))) {
            endpoint.decide((action, body) -> action.equals("BatchWriteItem")
                    ? new Reply(200, body.replaceFirst("RequestItems", "UnprocessedItems"))
                    : Reply.PASS);

            assertThat(soon(
                            destination,
                            Changes.insert("i", at("c", 1, "x"), 1),
                            Changes.remove("j", at("c", 2, "x"), 2)))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
        }
    }

    @Test
    void throttlingPassesAndMissingRightsDoNot() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination = table.open(view("aws.endpoint", endpoint.uri()))) {
            ChangeEvent event = Changes.insert("i", at("c", 1, "x"), 1);
            endpoint.decide((action, body) ->
                    action.equals("PutItem") ? Reply.error(400, "ProvisionedThroughputExceededException") : Reply.PASS);
            assertThat(soon(destination, event)).isInstanceOf(DeliveryResult.Unavailable.class);

            endpoint.decide((action, body) ->
                    action.equals("PutItem") ? Reply.error(400, "AccessDeniedException") : Reply.PASS);
            assertThat(soon(destination, event))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            broken -> assertThat(broken.reason())
                                    .startsWith("projection.table: The credentials are not allowed to call 'dynamodb:PutItem' on"
                                            + " table 'view'"));

            endpoint.decide((action, body) -> Reply.PASS);
            assertThat(outcome(destination, event)).isInstanceOf(EventResult.Delivered.class);
            assertThat(ItemValues.item(table.items().get(0)).attributes()).containsEntry("v", new S("x"));
        }
    }
}
