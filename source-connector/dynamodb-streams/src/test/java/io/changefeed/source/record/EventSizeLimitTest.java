/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static io.changefeed.event.ViewType.NEW_AND_OLD_IMAGES;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.DroppedImages;
import io.changefeed.event.EventFormat;
import io.changefeed.source.config.SourceConfig;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class EventSizeLimitTest {
    private static final Record INSERT = StreamRecords.record(
            "INSERT",
            NEW_AND_OLD_IMAGES,
            7,
            StreamRecords.change(NEW_AND_OLD_IMAGES, 7).newImage(image(40_000)));
    private static final Record MODIFY = StreamRecords.record(
            "MODIFY",
            NEW_AND_OLD_IMAGES,
            7,
            StreamRecords.change(NEW_AND_OLD_IMAGES, 7).oldImage(image(20_000)).newImage(image(40_000)));
    private static final Record REMOVE = StreamRecords.record(
            "REMOVE",
            NEW_AND_OLD_IMAGES,
            7,
            StreamRecords.change(NEW_AND_OLD_IMAGES, 7).oldImage(image(40_000)));

    @ParameterizedTest
    @ValueSource(strings = {"fail", "drop-before", "keys-only"})
    void eventOfMaximumSizeKeepsItsImages(String onOversize) {
        ChangeEvent event = only(MODIFY, size(MODIFY), onOversize);

        assertThat(event.before()).isPresent();
        assertThat(event.after()).isPresent();
        assertThat(event.source().droppedImages()).isEmpty();
    }

    @Test
    void failsForAnOversizeEventWithItemAndRemedy() {
        long size = size(MODIFY);

        assertThat(failure(MODIFY, size - 1, "fail"))
                .hasMessageStartingWith("Cannot publish change 7 of shard " + StreamRecords.SHARD
                        + " of table orders (key {\"id\":{\"N\":\"1\"}}): the event is " + size
                        + " bytes, over 'max.event.bytes=" + (size - 1) + "' ('on.oversize=fail').")
                .hasMessageContaining("max.request.size")
                .hasMessageContaining("within 24 hours");
    }

    @Test
    void dropsOldImageOfAnOversizeEvent() {
        ChangeEvent event = only(MODIFY, size(MODIFY) - 1, "drop-before");

        assertThat(event.before()).isEmpty();
        assertThat(event.after()).isPresent();
        assertThat(event.source().droppedImages()).contains(DroppedImages.BEFORE);
    }

    @Test
    void dropsBothImagesOfAnOversizeEvent() {
        ChangeEvent event = only(MODIFY, size(MODIFY) - 1, "keys-only");

        assertThat(event.before()).isEmpty();
        assertThat(event.after()).isEmpty();
        assertThat(event.source().droppedImages()).contains(DroppedImages.BOTH);
    }

    @Test
    void failsIfTheEventIsOversizeWithoutItsOldImage() {
        assertThat(failure(MODIFY, 20_000, "drop-before"))
                .hasMessageContainingAll(
                        "the event is " + size(MODIFY) + " bytes, ",
                        " bytes without the images that can be dropped, over 'max.event.bytes=20000'",
                        "('on.oversize=drop-before')");
        assertThat(failure(INSERT, 20_000, "drop-before"))
                .hasMessageContaining("the event is " + size(INSERT) + " bytes, over 'max.event.bytes=20000'");
    }

    @ParameterizedTest
    @CsvSource({"drop-before, BEFORE", "keys-only, BEFORE"})
    void removeDropsItsOldImage(String onOversize, DroppedImages dropped) {
        List<ConvertedEvent> records = of(REMOVE, limits(20_000, onOversize));

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(event(record).source().droppedImages()).contains(dropped);
            assertThat(record.tombstoneHeader()).isPresent();
        });
    }

    @Test
    void insertDropsItsNewImage() {
        assertThat(only(INSERT, 20_000, "keys-only").source().droppedImages()).contains(DroppedImages.AFTER);
    }

    @ParameterizedTest
    @EnumSource
    void dropsNothingWithoutALimit(EventFormat format) {
        ConvertedEvent record =
                of(MODIFY, Map.of("event.format", format.text())).get(0);

        assertThat(event(record).source().droppedImages()).isEmpty();
        assertThat(event(record).before()).isPresent();
    }

    private static ChangeEvent only(Record change, long maxBytes, String onOversize) {
        return event(of(change, limits(maxBytes, onOversize)).get(0));
    }

    private static Map<String, String> limits(long maxBytes, String onOversize) {
        return Map.of("max.event.bytes", Long.toString(maxBytes), "on.oversize", onOversize);
    }

    private static long size(Record change) {
        ConvertedEvent record = of(change, Map.of()).get(0);
        return ChangeEventWriter.jsonSize(record.key(), record.value());
    }

    private static ChangeEvent event(ConvertedEvent record) {
        return (ChangeEvent) new ChangeEventReader()
                .read(record.value().schema(), record.value().value());
    }

    private static Throwable failure(Record change, long maxBytes, String onOversize) {
        return convert(change, limits(maxBytes, onOversize)).failure().orElseThrow();
    }

    private static List<ConvertedEvent> of(Record change, Map<String, String> more) {
        PageConversion page = convert(change, more);
        assertThat(page.failure()).isEmpty();
        return page.changes().stream().map(ConvertedChange::event).toList();
    }

    private static PageConversion convert(Record change, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "topic.prefix", "shop"));
        properties.putAll(more);
        TableStream table = StreamRecords.table();
        return new StreamPageConverter(table, new SourceConfig(properties), Clock.systemUTC())
                .convert(StreamRecords.parsed(table, change), StreamRecords.SHARD);
    }

    private static Map<String, AttributeValue> image(int size) {
        return Map.of("id", AttributeValue.fromN("1"), "text", AttributeValue.fromS("x".repeat(size)));
    }
}
