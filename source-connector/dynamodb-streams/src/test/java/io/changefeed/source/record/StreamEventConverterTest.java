/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static io.changefeed.event.ViewType.KEYS_ONLY;
import static io.changefeed.event.ViewType.NEW_AND_OLD_IMAGES;
import static io.changefeed.source.record.StreamRecords.SHARD;
import static io.changefeed.source.record.StreamRecords.TIME_TO_LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.UserIdentity;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class StreamEventConverterTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:05.123Z");
    private static final Item OLD = item("old");
    private static final Item NEW = item("new");

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void insertHasTheNewImageOfTheViewType(ViewType view) {
        ChangeEvent event = event(StreamRecords.insert(view, 1));

        assertThat(event.operation()).isEqualTo(Operation.INSERT);
        assertThat(event.before()).isEmpty();
        assertThat(event.after()).isEqualTo(view.hasNewImage() ? Optional.of(NEW) : Optional.empty());
        assertThat(event.source().viewType()).contains(view);
    }

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void modifyHasTheImagesOfTheViewType(ViewType view) {
        ChangeEvent event = event(StreamRecords.modify(view, 1));

        assertThat(event.operation()).isEqualTo(Operation.MODIFY);
        assertThat(event.before()).isEqualTo(view.hasOldImage() ? Optional.of(OLD) : Optional.empty());
        assertThat(event.after()).isEqualTo(view.hasNewImage() ? Optional.of(NEW) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void removeHasTheOldImageOfTheViewType(ViewType view) {
        ChangeEvent event = event(StreamRecords.remove(view, 1));

        assertThat(event.operation()).isEqualTo(Operation.REMOVE);
        assertThat(event.before()).isEqualTo(view.hasOldImage() ? Optional.of(OLD) : Optional.empty());
        assertThat(event.after()).isEmpty();
        assertThat(event.key()).isEqualTo(new ItemKey(Map.of("id", new ItemValue.N("1"))));
    }

    @Test
    void sourceIdentifiesTheChange() {
        ChangeEvent event = event(StreamRecords.modify(NEW_AND_OLD_IMAGES, 49));

        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.source())
                .isEqualTo(new Source(
                        "1.2.3",
                        "shop",
                        StreamRecords.CHANGED,
                        Source.Snapshot.FALSE,
                        "eu-central-1",
                        "orders",
                        "123456789012",
                        Optional.of("arn:aws:dynamodb:eu-central-1:123456789012:table/orders"
                                + "/stream/2026-01-31T12:00:00.000"),
                        Optional.of(SHARD),
                        Optional.of("49"),
                        Order.of(1767225600000L, "49"),
                        "event-49",
                        Optional.of(NEW_AND_OLD_IMAGES),
                        99,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void expiryIsDistinguishedFromADelete() {
        Record remove = StreamRecords.remove(NEW_AND_OLD_IMAGES, 1);
        ChangeEvent expired =
                event(remove.toBuilder().userIdentity(TIME_TO_LIVE).build());

        assertThat(expired.source().timeToLive()).isTrue();
        assertThat(expired.source().userIdentity()).contains(UserIdentity.TIME_TO_LIVE);
        assertThat(event(remove).source().timeToLive()).isFalse();
    }

    @Test
    void deleteByAnotherServiceIsNotAnExpiry() {
        Record record = StreamRecords.remove(NEW_AND_OLD_IMAGES, 1).toBuilder()
                .userIdentity(user -> user.type("Service").principalId("backup.amazonaws.com"))
                .build();
        ChangeEvent event = event(record);

        assertThat(event.source().timeToLive()).isFalse();
        assertThat(event.source().userIdentity()).contains(new UserIdentity("Service", "backup.amazonaws.com"));
    }

    @Test
    void unknownEventNameWithOnlyAnOldImageIsARemove() {
        Record record = StreamRecords.remove(NEW_AND_OLD_IMAGES, 1).toBuilder()
                .eventName("TTL_DELETE")
                .build();

        assertThat(event(record).operation()).isEqualTo(Operation.REMOVE);
    }

    @Test
    void rejectsOtherUnknownEventNames() {
        Record modify = StreamRecords.modify(NEW_AND_OLD_IMAGES, 49).toBuilder()
                .eventName("REPLACE")
                .build();
        Record keysOnly = StreamRecords.remove(KEYS_ONLY, 49).toBuilder()
                .eventName("REPLACE")
                .build();

        String expected =
                "this version of Changefeed does not support the event name 'REPLACE'. Install a newer version";
        assertThatThrownBy(() -> event(modify))
                .isInstanceOf(DataException.class)
                .hasMessage(expected);
        assertThatThrownBy(() -> event(keysOnly))
                .isInstanceOf(DataException.class)
                .hasMessage(expected);
    }

    @Test
    void viewTypeMayBeAbsentButNotUnknown() {
        assertThat(event(viewType(null)).source().viewType()).isEmpty();
        assertThatThrownBy(() -> event(viewType("DIFF")))
                .isInstanceOf(DataException.class)
                .hasMessage("this version of Changefeed does not support the stream view type 'DIFF'. Install a newer"
                        + " version");
    }

    @SuppressWarnings("NullAway") // the SDK's builders take null for an absent field
    private static Record viewType(@Nullable String name) {
        return StreamRecords.record(
                "MODIFY", KEYS_ONLY, 49, StreamRecords.change(KEYS_ONLY, 49).streamViewType(name));
    }

    @Test
    void rejectsRecordWithoutAKeyAttribute() {
        Record record = StreamRecords.record(
                "MODIFY",
                KEYS_ONLY,
                49,
                StreamRecords.change(KEYS_ONLY, 49).keys(Map.of("other", AttributeValue.fromS("x"))));

        assertThatThrownBy(() -> event(record))
                .isInstanceOf(DataException.class)
                .hasMessage("the key attribute 'id' is missing");
    }

    @Test
    void rejectsInsertWithAnOldImage() {
        Record record =
                StreamRecords.record("INSERT", NEW_AND_OLD_IMAGES, 49, StreamRecords.images(NEW_AND_OLD_IMAGES, 49));

        assertThatThrownBy(() -> event(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INSERT cannot have an old image");
    }

    @Test
    void untypedValueIsAnEmptyMapInALocalDatabaseOnly() {
        Record record = StreamRecords.record(
                "INSERT",
                NEW_AND_OLD_IMAGES,
                1,
                StreamRecords.change(NEW_AND_OLD_IMAGES, 1)
                        .newImage(Map.of("lines", AttributeValue.builder().build())));

        assertThat(event(StreamRecords.localTable(), record).after())
                .contains(new Item(Map.of("lines", new ItemValue.M(Map.of()))));
        assertThatThrownBy(() -> event(record))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("NewImage.lines: this version of Changefeed does not support the type");
    }

    @Test
    void recordWithoutSizeHasSizeZero() {
        Record record = StreamRecords.record(
                "MODIFY", KEYS_ONLY, 1, StreamRecords.change(KEYS_ONLY, 1).sizeBytes(null));

        assertThat(event(record).source().sizeBytes()).isZero();
    }

    private static ChangeEvent event(Record record) {
        return event(StreamRecords.table(), record);
    }

    private static ChangeEvent event(TableStream table, Record record) {
        return new StreamEventConverter(table, "1.2.3", "shop")
                .convert(StreamRecords.parsed(table, record).get(0), SHARD, NOW);
    }

    private static Item item(String text) {
        return new Item(Map.of("id", new ItemValue.N("1"), "text", new ItemValue.S(text)));
    }
}
