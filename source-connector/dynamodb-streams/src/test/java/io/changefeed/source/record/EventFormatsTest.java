/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static io.changefeed.event.ViewType.NEW_AND_OLD_IMAGES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.aws.response.ItemsResponse;
import io.changefeed.aws.response.RawRecord;
import io.changefeed.aws.response.RecordsResponse;
import io.changefeed.aws.response.UntypedValue;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Item;
import io.changefeed.event.JsonSlice;
import io.changefeed.event.Source;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The formats of the events of random stream records. */
class EventFormatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TableStream TABLE = StreamRecords.table();

    private final JsonConverter converter = new JsonConverter();
    private final ChangeEventReader reader = new ChangeEventReader();

    EventFormatsTest() {
        converter.configure(Map.of("schemas.enable", "false"), false);
    }

    @Test
    void bytesAreTheJsonOfMapsAndHaveTheSameKeys() {
        RandomInputs.check(200, in -> {
            List<RawRecord> page =
                    StreamRecords.parsed(TABLE, in.list(1, 3, () -> record(in)).toArray(Record[]::new));
            for (String items : List.of("dynamodb-json", "json")) {
                List<ConvertedEvent> maps = convert(page, EventFormat.MAP, items);
                List<ConvertedEvent> bytes = convert(page, EventFormat.JSON, items);
                for (int i = 0; i < page.size(); i++) {
                    assertThat(bytes(bytes.get(i).key()))
                            .isEqualTo(serialized(maps.get(i).key()));
                    assertThat(tree(bytes(bytes.get(i).value())))
                            .isEqualTo(tree(serialized(maps.get(i).value())));
                }
            }
        });
    }

    @Test
    void allFormatsAreEventsWithTheImagesOfTheRecord() {
        RandomInputs.check(200, in -> {
            List<RawRecord> page = StreamRecords.parsed(TABLE, record(in));
            for (EventFormat format : EventFormat.values()) {
                SchemaAndValue value =
                        convert(page, format, "dynamodb-json").get(0).value();
                ChangeEvent event = (ChangeEvent) reader.read(value.schema(), value.value());
                assertThat(event.before()).isEqualTo(page.get(0).oldImage());
                assertThat(event.after()).isEqualTo(page.get(0).newImage());
            }
        });
    }

    @Test
    void imagesAreCopiedToBytesWithoutParsingThem() {
        List<RawRecord> page = StreamRecords.parsed(
                TABLE,
                StreamRecords.modify(NEW_AND_OLD_IMAGES, 1),
                StreamRecords.remove(NEW_AND_OLD_IMAGES, 2),
                StreamRecords.insert(NEW_AND_OLD_IMAGES, 3));

        convert(page, EventFormat.JSON, "dynamodb-json");

        List<Item> images = page.stream()
                .flatMap(record -> Stream.of(record.oldImage(), record.newImage()))
                .flatMap(Optional::stream)
                .toList();
        assertThat(images).hasSize(4).extracting(Item::toString).containsOnly("Item[attributes=not parsed]");
    }

    @Test
    void eventsDoNotChangeWhenTheBufferOfTheirResponseIsReused() {
        RandomInputs.check(100, in -> {
            byte[] page = SdkJson.response(List.of(record(in), StreamRecords.remove(NEW_AND_OLD_IMAGES, 8)));
            byte[] rows = SdkJson.scan(List.of(item(in, "7")));
            for (EventFormat format : EventFormat.values()) {
                for (String items : List.of("dynamodb-json", "json")) {
                    assertKept(page, response -> convert(records(response), format, items));
                    assertKept(rows, response -> rows(response, format, items));
                }
            }
        });
    }

    private void assertKept(byte[] response, Function<byte[], List<ConvertedEvent>> conversion) {
        byte[] reused = response.clone();
        List<ConvertedEvent> events = conversion.apply(reused);
        Arrays.fill(reused, (byte) ' ');

        List<ConvertedEvent> expected = conversion.apply(response);
        assertThat(events).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(text(events.get(i).key())).isEqualTo(text(expected.get(i).key()));
            assertThat(text(events.get(i).value()))
                    .isEqualTo(text(expected.get(i).value()));
            assertThat(events.get(i).tombstoneHeader())
                    .isEqualTo(expected.get(i).tombstoneHeader());
        }
    }

    private String text(SchemaAndValue record) {
        return new String(record.value() instanceof byte[] bytes ? bytes : serialized(record), UTF_8);
    }

    private static List<RawRecord> records(byte[] response) {
        return RecordsResponse.parse(JsonSlice.of(response), UntypedValue.INVALID)
                .records();
    }

    private static List<ConvertedEvent> rows(byte[] response, EventFormat format, String items) {
        SnapshotRowConverter rows = new SnapshotRowConverter(
                TABLE, "initial", Source.Snapshot.TRUE, Optional.of(NEW_AND_OLD_IMAGES), config(format, items));
        return ItemsResponse.parseScan(JsonSlice.of(response), TABLE.key()).items().stream()
                .map(item -> rows.convert(item, StreamRecords.CHANGED).event())
                .toList();
    }

    private static SourceConfig config(EventFormat format, String items) {
        return new SourceConfig(Map.of(
                "tables", "orders", "topic.prefix", "shop", "event.format", format.text(), "item.format", items));
    }

    private static List<ConvertedEvent> convert(List<RawRecord> page, EventFormat format, String items) {
        PageConversion converted = new StreamPageConverter(
                        TABLE, config(format, items), Clock.fixed(StreamRecords.CHANGED, ZoneOffset.UTC))
                .convert(page, StreamRecords.SHARD);
        assertThat(converted.failure()).isEmpty();
        return converted.changes().stream().map(ConvertedChange::event).toList();
    }

    private byte[] serialized(SchemaAndValue record) {
        return converter.fromConnectData("topic", record.schema(), record.value());
    }

    private static byte[] bytes(SchemaAndValue record) {
        return (byte[]) record.value();
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Record record(RandomInputs in) {
        String number = in.oneOf("1", "1.0", "-0.5", "1E5", "12345678901234567890123456789012345678");
        return StreamRecords.record(
                "MODIFY",
                NEW_AND_OLD_IMAGES,
                7,
                StreamRecords.change(NEW_AND_OLD_IMAGES, 7)
                        .keys(Map.of("id", AttributeValue.fromN(number)))
                        .oldImage(item(in, number))
                        .newImage(item(in, number)));
    }

    private static Map<String, AttributeValue> item(RandomInputs in, String number) {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        in.list(0, 5, () -> in.oneOf("a", "a.b", "ü", "订单", "\"\\", "😀", " ", ""))
                .forEach(name -> item.put(name, value(in, 3)));
        item.put("id", AttributeValue.fromN(number));
        return item;
    }

    private static AttributeValue value(RandomInputs in, int depth) {
        return switch (in.integer(0, depth > 0 ? 9 : 7)) {
            case 0 -> AttributeValue.fromS(in.oneOf("", "text", "\u0000\u001f\"\\/é", "𝄞😀", "\u2028\u007f"));
            case 1 -> AttributeValue.fromN(in.oneOf("0", "-1.50", "1E-130", "9.99E+125"));
            case 2 -> AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 127}));
            case 3 -> AttributeValue.fromBool(in.bool());
            case 4 -> AttributeValue.fromNul(true);
            case 5 -> AttributeValue.fromSs(List.of("x", "ü"));
            case 6 -> AttributeValue.fromNs(List.of("1.5", "2"));
            case 7 -> AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("b")));
            case 8 -> AttributeValue.fromL(in.list(0, 3, () -> value(in, depth - 1)));
            default -> {
                Map<String, AttributeValue> map = new HashMap<>();
                in.list(0, 3, () -> in.oneOf("k", "S", "M", "ü")).forEach(name -> map.put(name, value(in, depth - 1)));
                yield AttributeValue.fromM(map);
            }
        };
    }
}
