/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Item;
import io.changefeed.event.TopicRecord;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.TopicReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** What a consumer of committed records has read of a topic so far, in the order of each partition. */
public final class Topic implements AutoCloseable {
    /** One record: its key as it lies on the topic, and what it says. */
    public record Received(int partition, ByteBuffer key, TopicRecord record) {
        public boolean isChange() {
            return record instanceof ChangeEvent;
        }

        public ChangeEvent change() {
            return (ChangeEvent) record;
        }
    }

    private final String name;
    private final TopicReader reader;
    private final JsonConverter converter = new JsonConverter();
    private final ChangeEventReader events = new ChangeEventReader();
    private final List<Received> received = new ArrayList<>();

    public Topic(LocalStack stack, String name) {
        this.name = name;
        this.reader = stack.read(name);
        converter.configure(Map.of("schemas.enable", "false"), false);
    }

    /** The items that there are by the last event of each, after reading on. */
    Set<Item> latestItems() {
        Map<ByteBuffer, Received> last =
                readOn().stream().collect(toMap(Received::key, each -> each, (first, second) -> second));
        return last.values().stream()
                .filter(Received::isChange)
                .map(received -> received.change().after().orElseThrow())
                .collect(toSet());
    }

    /** Reads on until the topic holds this many change events, or more. */
    public List<Received> awaitChanges(int count, Duration timeout) {
        await().atMost(timeout).untilAsserted(() -> {
            readOn();
            assertThat(changes().size()).as("change events on " + name).isGreaterThanOrEqualTo(count);
        });
        return all();
    }

    /** Reads on until the topic holds this many tombstones, or more. */
    Topic awaitTombstones(int count, Duration timeout) {
        await().atMost(timeout).untilAsserted(() -> {
            readOn();
            assertThat(received.stream().filter(each -> !each.isChange()).count())
                    .as("tombstones on " + name)
                    .isGreaterThanOrEqualTo(count);
        });
        return this;
    }

    /** Everything up to the topic's present end. */
    public List<Received> readOn() {
        reader.readToEnd().forEach(record -> {
            SchemaAndValue value = converter.toConnectData(name, record.value());
            received.add(new Received(
                    record.partition(), ByteBuffer.wrap(record.key()), events.read(value.schema(), value.value())));
        });
        return all();
    }

    public List<Received> all() {
        return List.copyOf(received);
    }

    public List<ChangeEvent> changes() {
        return received.stream()
                .filter(Received::isChange)
                .map(Received::change)
                .toList();
    }

    @Override
    public void close() {
        reader.close();
        converter.close();
    }
}
