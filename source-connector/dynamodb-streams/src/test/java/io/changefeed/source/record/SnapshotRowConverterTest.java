/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.aws.ItemValues;
import io.changefeed.aws.response.ItemsResponse;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source.Snapshot;
import io.changefeed.event.ViewType;
import io.changefeed.source.config.SourceConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SnapshotRowConverterTest {
    private static final Instant READ_AT = Instant.parse("2026-01-31T12:00:00Z");

    private final SnapshotRowConverter initial = records("initial");

    @Test
    void rowContainsTheItem() {
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromN("7"), "text", AttributeValue.fromS("x"));

        SnapshotRow converted = convert(initial, item);

        assertThat(converted.isConverted()).isTrue();
        assertThat(converted.key()).isEqualTo(new ItemKey(Map.of("id", new ItemValue.N("7"))));
        assertThat(converted.recordKey()).isEqualTo(converted.event().key());
        assertThat(converted.event().topic()).isEqualTo("shop.orders");
        assertThat(converted.event().timestamp()).isEqualTo(READ_AT.toEpochMilli());
        assertThat(converted.event().tombstoneHeader()).isEmpty();
        ChangeEvent row = event(converted);
        assertThat(row.time()).isEqualTo(READ_AT);
        assertThat(row.operation()).isEqualTo(Operation.READ);
        assertThat(row.key()).isEqualTo(new ItemKey(Map.of("id", new ItemValue.N("7"))));
        assertThat(row.after()).contains(ItemValues.item(item));
        assertThat(row.source().snapshot()).isEqualTo(Snapshot.TRUE);
        assertThat(row.source().snapshotId()).contains("initial");
        assertThat(row.source().viewType()).contains(ViewType.NEW_IMAGE);
        assertThat(row.source().order()).isEqualTo(Order.ofSnapshot(1767225600000L));
    }

    @Test
    void rowKeepsItsEventIdWhenReadAgain() {
        assertThat(eventId(initial, "7"))
                .isEqualTo(eventId(records("initial"), "7"))
                .isNotEqualTo(eventId(initial, "8"))
                .isNotEqualTo(eventId(records("gap-1"), "7"))
                .hasSize(64);
    }

    @Test
    void rejectsItemWithoutAKeyAttribute() {
        SnapshotRow row = convert(initial, Map.of("other", AttributeValue.fromS("x")));

        assertThat(row.isConverted()).isFalse();
        assertThatThrownBy(row::key)
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Cannot publish an item of table orders (key (unreadable)) in snapshot initial:"
                        + " the key attribute 'id' is missing. ");
    }

    @Test
    void errorOfAnItemNamesItsKeyThePathOfTheValueAndARemedy() {
        AttributeValue unknown = AttributeValue.builder().build();
        Map<String, AttributeValue> item = Map.of(
                "id",
                AttributeValue.fromN("7"),
                "other",
                AttributeValue.fromS("secret"),
                "lines",
                AttributeValue.fromL(List.of(AttributeValue.fromM(Map.of("price", unknown)))));

        SnapshotRow row = convert(initial, item);

        assertThat(row.isConverted()).isFalse();
        assertThat(row.recordKey())
                .isEqualTo(convert(initial, Map.of("id", AttributeValue.fromN("7")))
                        .recordKey());
        assertThatThrownBy(row::event)
                .isInstanceOf(ConnectException.class)
                .hasMessage("Cannot publish an item of table orders (key {\"id\":{\"N\":\"7\"}}) in snapshot initial:"
                        + " lines[0].price: this version of Changefeed does not support the type of the value. Install a"
                        + " newer version. The snapshot stops before the page of the item. Restart the task after you"
                        + " have fixed the cause: the snapshot continues with this page.");
    }

    private static String eventId(SnapshotRowConverter records, String id) {
        return event(convert(records, Map.of("id", AttributeValue.fromN(id))))
                .source()
                .eventId();
    }

    private static SnapshotRow convert(SnapshotRowConverter records, Map<String, AttributeValue> item) {
        ItemsResponse response =
                ItemsResponse.parseScan(JsonSlice.of(SdkJson.scan(List.of(item))), records.keySchema());
        return records.convert(response.items().get(0), READ_AT);
    }

    private static ChangeEvent event(SnapshotRow row) {
        SchemaAndValue value = row.event().value();
        return (ChangeEvent) new ChangeEventReader().read(value.schema(), value.value());
    }

    private static SnapshotRowConverter records(String snapshot) {
        return new SnapshotRowConverter(
                StreamRecords.table(),
                snapshot,
                Snapshot.TRUE,
                Optional.of(ViewType.NEW_IMAGE),
                new SourceConfig(Map.of("tables", "orders", "topic.prefix", "shop")));
    }
}
