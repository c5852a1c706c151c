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
import io.changefeed.readmodel.TestEvents;
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

class DynamoDbRowStoreTest {
    private static final String ALL_TYPES = "\"channel\":{\"S\":\"c\"},\"v\":{\"M\":{\"s\":{\"S\":\"\"},"
            + "\"n\":{\"N\":\"1234567890123456789012345678901234567.8\"},\"b\":{\"B\":\"AP8=\"},\"t\":{\"BOOL\":true},"
            + "\"nul\":{\"NULL\":true},\"l\":{\"L\":[{\"L\":[]},{\"N\":\"1E+20\"}]},\"ss\":{\"SS\":[\"a\"]},"
            + "\"ns\":{\"NS\":[\"1.5\"]},\"bs\":{\"BS\":[\"AA==\"]}}},\"gone\":{\"NULL\":true}";

    private final DynamoDbTestTable table = new DynamoDbTestTable("view", "channel:S", "at:N");

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

    private static DeliveryResult deliver(ReadModelDestination destination, ChangeEvent... events) {
        return Deliveries.deliver(destination, List.of(events))
                .result()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static EventResult result(ReadModelDestination destination, ChangeEvent event) {
        return ((DeliveryResult.PerEvent) deliver(destination, event)).results().get(0);
    }

    private static String at(String channel, int at, String v) {
        return "\"channel\":{\"S\":\"" + channel + "\"},\"at\":{\"N\":\"" + at + "\"},\"v\":{\"S\":\"" + v + "\"}";
    }

    private Map<List<String>, Map<String, ItemValue>> rows() {
        return table.rows(List.of("channel", "at"));
    }

    @Test
    void storesAllTenTypesWithoutLoss() {
        try (ReadModelDestination destination = table.open(view())) {
            assertThat(result(destination, TestEvents.insert("i", ALL_TYPES + ",\"at\":{\"N\":\"1.50\"}", 1)))
                    .isInstanceOf(EventResult.Delivered.class);

            Map<String, ItemValue> expected =
                    new HashMap<>(TestEvents.item("i", ALL_TYPES).attributes());
            expected.remove("channel");
            assertThat(rows()).isEqualTo(Map.of(List.of("c", "1.5"), expected));
        }
    }

    @Test
    void deletedRowLeavesTombstoneWithExpiry() {
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        Map<String, String> properties = table.properties(view("tombstone.retention.ms", "3600000"));
        try (ReadModelDestination destination =
                DynamoDbTestTable.open(new DynamoDbReadModelConfig(properties), Clock.fixed(now, ZoneOffset.UTC))) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1));
            deliver(destination, TestEvents.remove("i", at("c", 1, "x"), 3));

            assertThat(table.items()).hasSize(1);
            Map<String, AttributeValue> tombstone = table.items().get(0);
            assertThat(tombstone).containsOnlyKeys("channel", "at", "changefeed_version", "changefeed_expires_at");
            assertThat(tombstone)
                    .containsEntry(
                            "changefeed_expires_at", AttributeValue.fromN(Long.toString(now.getEpochSecond() + 3600)));
            assertThat(result(destination, TestEvents.modify("i", at("c", 1, "x"), at("c", 1, "late"), 2)))
                    .isInstanceOf(EventResult.Stale.class);
            assertThat(rows()).isEmpty();
            assertThat(result(destination, TestEvents.insert("i", at("c", 1, "new"), 4)))
                    .isInstanceOf(EventResult.Delivered.class);
            assertThat(table.items().get(0))
                    .doesNotContainKey("changefeed_expires_at")
                    .containsKey("v");
        }
    }

    @Test
    void changedRowKeyMovesRow() {
        try (ReadModelDestination destination = table.open(view())) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1));
            deliver(destination, TestEvents.modify("i", at("c", 1, "x"), at("d", 1, "x"), 2));

            assertThat(rows()).containsOnlyKeys(List.of("d", "1"));
        }
    }

    @Test
    void itemWithInvalidRowKeyLeavesItsRowAndCanReturn() {
        try (ReadModelDestination destination = table.open(view())) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1));

            assertThat(result(destination, TestEvents.modify("i", at("c", 1, "x"), at("", 1, "x"), 2)))
                    .isInstanceOf(EventResult.Rejected.class);
            assertThat(rows()).isEmpty();
            assertThat(result(destination, TestEvents.modify("i", at("", 1, "x"), at("d", 1, "x"), 3)))
                    .isInstanceOf(EventResult.Delivered.class);

            assertThat(rows()).containsOnlyKeys(List.of("d", "1"));
            assertThat(result(destination, TestEvents.remove("j", at("", 1, "x"), 4)))
                    .isInstanceOf(EventResult.Delivered.class);
        }
    }

    @Test
    void invalidTableNameRejectsNoRow() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination = table.open(view("aws.endpoint", endpoint.uri()))) {
            endpoint.use((action, body) ->
                    action.equals("DescribeTable") ? Reply.error(400, "ValidationException") : Reply.FORWARD);

            assertThat(deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1)))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).contains("projection.table", "view"));
        }
    }

    @Test
    void sharedRowShowsOtherItemAfterLatestIsDeleted() {
        try (ReadModelDestination destination = table.open(view())) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "first"), 1));
            deliver(destination, TestEvents.insert("j", at("c", 1, "second"), 2));
            assertThat(rows().get(List.of("c", "1"))).containsEntry("v", new S("second"));

            deliver(destination, TestEvents.remove("j", at("c", 1, "second"), 3));

            assertThat(rows().get(List.of("c", "1")))
                    .containsEntry("v", new S("first"))
                    .containsEntry("id", new S("i"));
        }
    }

    @Test
    void softDeleteKeepsColumnsAndStoresTime() {
        // The column 'channel' contains the key of the item, so only one item can be in the row.
        try (ReadModelDestination destination =
                table.open(view("deleted.column", "deleted_at", "projection.column.channel.from", "id"))) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1));
            deliver(destination, TestEvents.remove("i", at("c", 1, "x"), 2));

            assertThat(table.items().get(0))
                    .containsEntry("v", AttributeValue.fromS("x"))
                    .containsEntry("deleted_at", AttributeValue.fromS("2026-01-31T12:00:02.000000Z"))
                    .doesNotContainKey("changefeed_expires_at");
            deliver(destination, TestEvents.insert("i", at("c", 1, "y"), 3));
            assertThat(table.items().get(0)).doesNotContainKey("deleted_at");
        }
    }

    @Test
    void rowWithoutVersionsIsOlderThanAnyVersion() {
        table.put(Map.of("channel", new S("c"), "at", new N("1"), "mine", new S("x")));
        try (ReadModelDestination destination = table.open(view())) {
            deliver(destination, TestEvents.insert("i", at("c", 1, "x"), 1));

            assertThat(table.items().get(0)).containsKey("v").doesNotContainKey("mine");
        }
    }

    @Test
    void rejectsOnlyInvalidKeysWithColumnAndValue() {
        for (String guard : List.of("true", "false")) {
            try (ReadModelDestination destination = table.open(view("stale.write.guard", guard))) {
                DeliveryResult results = deliver(
                        destination,
                        TestEvents.insert("a", at("", 1, "x"), 1),
                        TestEvents.insert("b", at("c", 2, "x"), 2),
                        TestEvents.insert("d", "\"channel\":{\"S\":\"c\"},\"at\":{\"S\":\"noon\"}", 3),
                        TestEvents.insert("e", "\"channel\":{\"S\":\"c\"}", 4),
                        TestEvents.insert("f", at("c".repeat(2049), 1, "x"), 5));

                assertThat(((DeliveryResult.PerEvent) results).results())
                        .containsExactly(
                                new EventResult.Rejected("the value {\"S\":\"\"} of the key column 'channel' is empty"),
                                new EventResult.Delivered(),
                                new EventResult.Rejected(
                                        "the value {\"S\":\"noon\"} of the key column 'at' does not have"
                                                + " the type N of the table's key"),
                                new EventResult.Rejected("after.at: no value for the key column 'at'"),
                                new EventResult.Rejected("the value {\"S\":\"" + "c".repeat(94)
                                        + "… of the key column 'channel' has 2049 bytes, but DynamoDB allows"
                                        + " only 2048"));
            }
        }
    }

    @Test
    void rejectsTooLargeRowAloneOrWithItsBatch() {
        ChangeEvent large = TestEvents.insert("i", at("c", 1, "x".repeat(410_000)), 1);
        try (ReadModelDestination guarded = table.open(view());
                ReadModelDestination batch = table.open(view("stale.write.guard", "false"))) {
            assertThat(result(guarded, large))
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("with 1 items; at most 307200"));
            assertThat(deliver(batch, large, TestEvents.insert("j", at("c", 2, "x"), 2)))
                    .isInstanceOf(DeliveryResult.Rejected.class);
        }
    }

    @Test
    void missingTableOrOtherKeyIsFatal() {
        try (ReadModelDestination missing = table.open(view("projection.version", "2"));
                ReadModelDestination other = table.open(view("projection.key", "id"));
                ReadModelDestination typed = table.open(view("projection.column.at.cast", "timestamp"))) {
            assertThat(deliver(missing, TestEvents.insert("i", at("c", 1, "x"), 1)))
                    .isEqualTo(new DeliveryResult.Fatal(
                            "The table 'view_v2' does not exist in DynamoDB. Create it, or correct"
                                    + " 'projection.table'."));
            assertThat(deliver(other, TestEvents.insert("i", at("c", 1, "x"), 1)))
                    .isEqualTo(new DeliveryResult.Fatal(
                            "The key of table 'view' is [channel, at], but 'projection.key' is [id]."));
            assertThat(deliver(
                            typed,
                            TestEvents.insert(
                                    "i", "\"channel\":{\"S\":\"c\"},\"at\":{\"S\":\"2026-01-01T00:00:00Z\"}", 1)))
                    .isEqualTo(
                            new DeliveryResult.Fatal("The key attribute 'at' of table 'view' has the type N, which does"
                                    + " not match the cast of the column."));
        }
    }

    @Test
    void unguardedStaleWriteAppliesAndDeleteLeavesNothing() {
        try (ReadModelDestination destination = table.open(view("stale.write.guard", "false"))) {
            deliver(
                    destination,
                    TestEvents.insert("i", at("c", 1, "new"), 2),
                    TestEvents.insert("j", at("c", 2, "x"), 3));
            deliver(
                    destination,
                    TestEvents.insert("i", at("c", 1, "old"), 1),
                    TestEvents.remove("j", at("c", 2, "x"), 4));

            assertThat(rows()).containsOnlyKeys(List.of("c", "1"));
            assertThat(rows().get(List.of("c", "1"))).containsEntry("v", new S("old"));
            assertThat(table.items()).hasSize(1);
        }
    }

    @Test
    void retriesUnprocessedItemsOfBatch() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination =
                        table.open(view("stale.write.guard", "false", "aws.endpoint", endpoint.uri()))) {
            endpoint.use((action, body) -> action.equals("BatchWriteItem")
                    ? new Reply(200, body.replaceFirst("RequestItems", "UnprocessedItems"))
                    : Reply.FORWARD);

            assertThat(deliver(
                            destination,
                            TestEvents.insert("i", at("c", 1, "x"), 1),
                            TestEvents.remove("j", at("c", 2, "x"), 2)))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
        }
    }

    @Test
    void throttlingIsRetriableAndMissingPermissionIsFatal() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination = table.open(view("aws.endpoint", endpoint.uri()))) {
            ChangeEvent event = TestEvents.insert("i", at("c", 1, "x"), 1);
            endpoint.use((action, body) -> action.equals("PutItem")
                    ? Reply.error(400, "ProvisionedThroughputExceededException")
                    : Reply.FORWARD);
            assertThat(deliver(destination, event)).isInstanceOf(DeliveryResult.Unavailable.class);

            endpoint.use((action, body) ->
                    action.equals("PutItem") ? Reply.error(400, "AccessDeniedException") : Reply.FORWARD);
            assertThat(deliver(destination, event))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason())
                                    .startsWith("projection.table: The credentials are not allowed to call"
                                            + " 'dynamodb:PutItem' on table 'view'"));

            endpoint.use((action, body) -> Reply.FORWARD);
            assertThat(result(destination, event)).isInstanceOf(EventResult.Delivered.class);
            assertThat(ItemValues.item(table.items().get(0)).attributes()).containsEntry("v", new S("x"));
        }
    }

    @Test
    void throttledTableIsUnavailableDespiteOtherResultsInBatch() {
        try (FaultyEndpoint endpoint = new FaultyEndpoint();
                ReadModelDestination destination = table.open(view("aws.endpoint", endpoint.uri()))) {
            endpoint.use((action, body) -> action.equals("PutItem")
                    ? Reply.error(400, "ProvisionedThroughputExceededException")
                    : Reply.FORWARD);

            assertThat(deliver(
                            destination,
                            TestEvents.insert("i", at("c", 1, "x"), 1),
                            TestEvents.insert("j", at("", 2, "x"), 2),
                            TestEvents.remove("k", "\"v\":{\"S\":\"not in the table\"}", 3)))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
        }
    }
}
