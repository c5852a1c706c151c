/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static io.changefeed.simulator.table.KeySchema.KeyType.N;
import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Change;
import io.changefeed.simulator.table.KeySchema;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

class TablesTest {
    @RegisterExtension
    final SimulatorFixture fixture = new SimulatorFixture();

    @Test
    void tableIsDescribed() {
        fixture.simulator.createTable("sorted", KeySchema.of("id", S).sortedBy("at", N), ViewType.OLD_IMAGE);

        TableDescription table = describe("sorted");

        assertThat(table.keySchema()).extracting(k -> k.keyType()).containsExactly(KeyType.HASH, KeyType.RANGE);
        assertThat(table.attributeDefinitions())
                .extracting(a -> a.attributeName())
                .containsExactly("id", "at");
        assertThat(table.streamSpecification().streamViewType()).isEqualTo(StreamViewType.OLD_IMAGE);
        assertThat(table.latestStreamArn()).isEqualTo(table.tableArn() + "/stream/" + table.latestStreamLabel());
        assertThat(describe(table.tableArn()).tableId()).isEqualTo(table.tableId());
    }

    @Test
    void tablesAreListedInPages() {
        for (int i = 0; i < 100; i++) {
            fixture.simulator.createTableWithoutStream("table-" + i, KeySchema.of("id", S));
        }

        assertThat(fixture.tables.listTables().tableNames()).hasSize(100);
        assertThat(fixture.tables.listTablesPaginator().tableNames())
                .hasSize(101)
                .contains("orders");
    }

    @Test
    void tableOfAnotherAccountIsFoundByArnOnly() {
        String arn = "arn:aws:dynamodb:us-east-1:111122223333:table/theirs";
        SimulatedTable theirs = fixture.simulator.createTable(arn, KeySchema.of("id", S), ViewType.NEW_IMAGE);

        assertThat(fixture.tables.listTables().tableNames()).containsExactly("orders");
        assertThat(describe(arn).latestStreamArn()).isEqualTo(theirs.report().arn());
    }

    @Test
    void recordsHaveTheImagesOfTheViewType() {
        ObjectNode first = item("a", 1);
        fixture.orders.put(first);
        fixture.orders.put(item("a", 2));
        fixture.orders.remove(first);

        List<Record> records = records();

        assertThat(records)
                .extracting(Record::eventName)
                .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
        assertThat(records.get(0).dynamodb().hasOldImage()).isFalse();
        assertThat(records.get(1).dynamodb().oldImage()).containsEntry("revision", AttributeValue.fromN("1"));
        assertThat(records.get(1).dynamodb().newImage()).containsEntry("revision", AttributeValue.fromN("2"));
        assertThat(records.get(2).dynamodb().hasNewImage()).isFalse();
        assertThat(records.get(2).dynamodb().keys()).containsOnlyKeys("id");
        assertThat(records.get(2).dynamodb().sizeBytes()).isEqualTo(3 + 12);
    }

    @Test
    void keysOnlyStreamHasNoImages() {
        fixture.orders.disableStream();
        fixture.orders.enableStream(ViewType.KEYS_ONLY, 1);
        fixture.orders.put(item("a", 1));

        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.dynamodb().hasNewImage()).isFalse();
            assertThat(record.dynamodb().streamViewType()).isEqualTo(StreamViewType.KEYS_ONLY);
        });
    }

    @Test
    void unchangedItemCausesNoRecord() {
        fixture.orders.put(item("a", 1));

        assertThat(fixture.orders.put(item("a", 1))).isEmpty();
        assertThat(fixture.orders.remove(item("b", 1))).isEmpty();
        assertThat(records()).hasSize(1);
    }

    @Test
    void ttlDeletionHasTheServiceAsPrincipal() {
        fixture.orders.put(item("a", 1));
        fixture.orders.expire(item("a", 1));

        assertThat(records().get(0).userIdentity()).isNull();
        assertThat(records().get(1).userIdentity()).satisfies(identity -> {
            assertThat(identity.type()).isEqualTo("Service");
            assertThat(identity.principalId()).isEqualTo("dynamodb.amazonaws.com");
        });
    }

    @Test
    void everyAttributeTypeIsReturned() throws Exception {
        ObjectNode item = (ObjectNode) new ObjectMapper().readTree("""
                        {"id":{"S":"a"},"n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"AQID"},
                         "yes":{"BOOL":true},"nil":{"NULL":true},"m":{"M":{"x":{"L":[{"S":""}]}}},
                         "ss":{"SS":["a"]},"ns":{"NS":["1.5"]},"bs":{"BS":["AQ=="]}}""");
        fixture.orders.put(item);

        assertThat(records().get(0).dynamodb().newImage())
                .containsEntry("n", AttributeValue.fromN("12345678901234567890123456789012345678"))
                .containsEntry("yes", AttributeValue.fromBool(true))
                .containsEntry("nil", AttributeValue.fromNul(true))
                .containsEntry("ns", AttributeValue.fromNs(List.of("1.5")))
                .hasEntrySatisfying("b", b -> assertThat(b.b().asByteArray()).containsExactly(1, 2, 3))
                .containsEntry(
                        "m",
                        AttributeValue.fromM(Map.of("x", AttributeValue.fromL(List.of(AttributeValue.fromS(""))))));
    }

    @Test
    void anyChangeCanBeAppendedWithAnyTime() {
        Instant time = Instant.parse("2020-01-02T03:04:05.678Z");
        ObjectNode key = item("a", 1).retain("id");
        fixture.orders.append(new Change(key, Optional.empty(), Optional.empty(), time, Optional.empty()));

        assertThat(records().get(0).dynamodb().approximateCreationDateTime())
                .isEqualTo(Instant.parse("2020-01-02T03:04:05Z"));
    }

    @Test
    void sequenceNumbersRiseFromParentToChild() {
        for (int i = 0; i < 3; i++) {
            fixture.orders.put(item("a", i));
            fixture.orders.rotateAll();
        }

        assertThat(fixture.orders.oracle().byKey().values())
                .singleElement()
                .satisfies(changes -> assertThat(changes)
                        .extracting(change -> new BigInteger(change.sequenceNumber()))
                        .isSorted()
                        .allSatisfy(number -> assertThat(number.toString()).hasSize(21)));
    }

    @Test
    void sequenceNumbersCanHaveFiftySixDigits() {
        fixture.simulator.numberWithDigits(56);
        fixture.orders.disableStream();
        fixture.orders.enableStream(ViewType.NEW_IMAGE, 1);
        fixture.orders.put(item("a", 1));

        assertThat(records().get(0).dynamodb().sequenceNumber()).hasSize(56);
    }

    @Test
    void disabledStreamCanBeReadForADay() {
        fixture.orders.put(item("a", 1));
        String arn = fixture.arn();
        fixture.orders.disableStream();
        fixture.orders.put(item("a", 2));

        assertThat(fixture.describe().streamStatus()).isEqualTo(StreamStatus.DISABLED);
        assertThat(describe("orders").streamSpecification()).isNull();
        assertThat(describe("orders").latestStreamArn()).isEqualTo(arn);
        assertThat(fixture.read(fixture.trimHorizon(
                        fixture.orders.report().shards().get(0).id())))
                .satisfies(page -> {
                    assertThat(page.records()).hasSize(1);
                    assertThat(page.nextShardIterator()).isNull();
                });
        fixture.simulator.advance(Duration.ofHours(25));
        assertThatThrownBy(() -> fixture.streams.describeStream(r -> r.streamArn(arn)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(describe("orders").latestStreamArn()).isEqualTo(arn);
    }

    @Test
    void reenabledStreamIsANewStream() {
        String old = fixture.arn();
        fixture.orders.disableStream();
        fixture.simulator.numberWithDigits(21);
        String arn = fixture.orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 2);

        assertThat(arn).isNotEqualTo(old);
        assertThat(fixture.describe().shards()).hasSize(2);
        assertThat(fixture.streams.listStreams(r -> r.tableName("orders")).streams())
                .extracting(s -> s.streamArn())
                .containsExactly(old, arn);
        assertThat(fixture.orders.report(old).enabled()).isFalse();
    }

    @Test
    void recreatedTableIsANewTable() {
        String old = describe("orders").tableId();
        String stream = fixture.arn();
        fixture.orders.delete();

        assertThatThrownBy(() -> describe("orders")).isInstanceOf(ResourceNotFoundException.class);
        assertThat(fixture.streams
                        .describeStream(r -> r.streamArn(stream))
                        .streamDescription()
                        .streamStatus())
                .isEqualTo(StreamStatus.DISABLED);
        fixture.simulator.createTable("orders", KeySchema.of("id", S), ViewType.NEW_AND_OLD_IMAGES);
        assertThat(describe("orders").tableId()).isNotEqualTo(old);
        assertThat(fixture.arn()).isNotEqualTo(stream);
    }

    @Test
    void streamOfADeletedTableIsReadAfterTheTableIsCreatedWithAnotherKey() {
        fixture.orders.put(item("a", 1));
        String shard = fixture.shard();
        String deleted = fixture.arn();
        fixture.orders.delete();
        fixture.simulator.createTable("orders", KeySchema.of("number", N), ViewType.KEYS_ONLY);

        StreamDescription description =
                fixture.streams.describeStream(r -> r.streamArn(deleted)).streamDescription();
        assertThat(description.streamStatus()).isEqualTo(StreamStatus.DISABLED);
        assertThat(description.keySchema()).extracting(k -> k.attributeName()).containsExactly("id");
        assertThat(description.shards().get(0).sequenceNumberRange().endingSequenceNumber())
                .isNotNull();
        String iterator = fixture.streams
                .getShardIterator(
                        r -> r.streamArn(deleted).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        assertThat(fixture.read(iterator).records()).hasSize(1);
        assertThat(fixture.read(iterator).nextShardIterator()).isNull();
        assertThat(fixture.streams.listStreams(r -> r.tableName("orders")).streams())
                .extracting(s -> s.streamArn())
                .containsExactly(deleted, fixture.arn());
        assertThat(fixture.describe().keySchema())
                .extracting(k -> k.attributeName())
                .containsExactly("number");
    }

    @Test
    void expiredStreamIsNamedButNotFound() {
        String arn = fixture.arn();
        fixture.orders.expireStream();

        assertThat(describe("orders").latestStreamArn()).isEqualTo(arn);
        assertThat(describe("orders").streamSpecification()).isNull();
        assertThatThrownBy(() -> fixture.streams.describeStream(r -> r.streamArn(arn)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(fixture.streams.listStreams(r -> r.tableName("orders")).streams())
                .isEmpty();
        assertThat(fixture.orders.enableStream(ViewType.KEYS_ONLY, 1)).isNotEqualTo(arn);
    }

    @Test
    void tablesOfOneNameInTwoAccountsAreDifferent() {
        String arn = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
        SimulatedTable theirs = fixture.simulator.createTable(arn, KeySchema.of("id", S), ViewType.NEW_IMAGE);
        theirs.put(item("a", 1));

        assertThat(describe(arn).tableArn()).isEqualTo(arn);
        assertThat(describe("orders").tableId()).isNotEqualTo(describe(arn).tableId());
        assertThat(records()).isEmpty();
        assertThat(theirs.report().records()).isEqualTo(1);
        assertThat(fixture.streams.listStreams(r -> r.tableName("orders")).streams())
                .extracting(s -> s.streamArn())
                .containsExactly(fixture.arn());
    }

    @Test
    void valuesWithoutATypeOrOfAnUnknownOneReachTheClient() throws Exception {
        fixture.orders.put((ObjectNode) new ObjectMapper().readTree("""
                        {"id":{"S":"a"},"none":{},"nested":{"M":{"none":{}}},"unknown":{"X":{"y":1}}}"""));

        AttributeValue untyped = AttributeValue.builder().build();
        assertThat(untyped.type()).isEqualTo(AttributeValue.Type.UNKNOWN_TO_SDK_VERSION);
        assertThat(records().get(0).dynamodb().newImage())
                .containsEntry("none", untyped)
                .containsEntry("nested", AttributeValue.fromM(Map.of("none", untyped)))
                .containsEntry("unknown", untyped);
    }

    private TableDescription describe(String table) {
        return fixture.tables.describeTable(r -> r.tableName(table)).table();
    }

    private List<Record> records() {
        return fixture.read(fixture.trimHorizon(fixture.shard())).records();
    }
}
