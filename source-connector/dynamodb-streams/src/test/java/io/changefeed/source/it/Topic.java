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

/** The records that a read-committed consumer has received from a topic. */
public final class Topic implements AutoCloseable {
    /** A record with its serialized key. */
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

    /** The items after the last event of each, up to the end of the topic. */
    Set<Item> latestItems() {
        Map<ByteBuffer, Received> last =
                readToEnd().stream().collect(toMap(Received::key, each -> each, (first, second) -> second));
        return last.values().stream()
                .filter(Received::isChange)
                .map(received -> received.change().after().orElseThrow())
                .collect(toSet());
    }

    /** Reads until the topic has at least this many change events. */
    public List<Received> awaitChanges(int count, Duration timeout) {
        await().atMost(timeout).untilAsserted(() -> {
            readToEnd();
            assertThat(changes().size()).as("change events on " + name).isGreaterThanOrEqualTo(count);
        });
        return all();
    }

    /** Reads until the topic has at least this many tombstones. */
    Topic awaitTombstones(int count, Duration timeout) {
        await().atMost(timeout).untilAsserted(() -> {
            readToEnd();
            assertThat(received.stream().filter(each -> !each.isChange()).count())
                    .as("tombstones on " + name)
                    .isGreaterThanOrEqualTo(count);
        });
        return this;
    }

    /** Reads to the end of the topic, and returns all records. */
    public List<Received> readToEnd() {
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
