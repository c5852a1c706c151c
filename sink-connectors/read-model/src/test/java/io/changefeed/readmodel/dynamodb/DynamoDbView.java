/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.readmodel.store.ReadModelDestination;
import io.changefeed.testing.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A read model of {@link io.changefeed.readmodel.TestEvents} with the columns {@code v} and, for shared rows,
 * {@code id}. Its rows are found by {@code grp}, and owned rows also by {@code id}.
 */
final class DynamoDbView implements AutoCloseable {
    static final String VERSION = "changefeed_version";
    static final String EXPIRY = "changefeed_expires_at";

    final DynamoDbTestTable table;
    final FaultyEndpoint endpoint = new FaultyEndpoint();
    final ManualClock clock = new ManualClock();

    private final boolean isShared;
    private final List<ReadModelDestination> opened = new ArrayList<>();

    DynamoDbView(boolean isShared) {
        this.isShared = isShared;
        this.table = isShared ? new DynamoDbTestTable("view", "grp:S") : new DynamoDbTestTable("view", "grp:S", "id:S");
    }

    /** Opens a destination, which keeps tombstones for an hour. */
    ReadModelDestination open(String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("aws.endpoint", endpoint.uri());
        properties.put("projection.source.key", "id");
        properties.put("projection.key", isShared ? "grp" : "grp,id");
        properties.put("projection.columns", isShared ? "id,v" : "v");
        properties.put("tombstone.retention.ms", "3600000");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        ReadModelDestination destination =
                DynamoDbTestTable.open(new DynamoDbReadModelConfig(table.properties(properties)), clock);
        opened.add(destination);
        return destination;
    }

    /** The attributes {@code grp} and {@code v} as DynamoDB JSON. */
    static String in(String group, String v) {
        return "\"grp\":{\"S\":\"" + group + "\"},\"v\":{\"S\":\"" + v + "\"}";
    }

    static String number(String group, int v) {
        return "\"grp\":{\"S\":\"" + group + "\"},\"v\":{\"N\":\"" + v + "\"}";
    }

    /** An event of another source table with the same items. */
    static ChangeEvent from(ChangeEvent event, String sourceTable, long generation, Instant time) {
        Source source = event.source();
        return new ChangeEvent(
                event.operation(),
                event.key(),
                event.before(),
                event.after(),
                new Source(
                        source.version(),
                        source.name(),
                        time,
                        source.snapshot(),
                        source.region(),
                        sourceTable,
                        source.account(),
                        source.streamArn(),
                        source.shardId(),
                        source.sequenceNumber(),
                        Order.of(generation, "1"),
                        source.eventId(),
                        source.viewType(),
                        source.sizeBytes(),
                        source.timeToLive(),
                        source.userIdentity(),
                        source.snapshotId(),
                        source.droppedImages()),
                event.time());
    }

    static DeliveryResult deliver(ReadModelDestination destination, ChangeEvent... events) {
        return Deliveries.deliver(destination, List.of(events))
                .result()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    static List<EventResult> results(ReadModelDestination destination, ChangeEvent... events) {
        return ((DeliveryResult.PerEvent) deliver(destination, events)).results();
    }

    static EventResult result(ReadModelDestination destination, ChangeEvent event) {
        return results(destination, event).get(0);
    }

    /** The values of {@code v} that readers see, by group, and for owned rows by group and item: {@code g/i}. */
    Map<String, String> shown() {
        Map<String, String> shown = new HashMap<>();
        table.rows(isShared ? List.of("grp") : List.of("grp", "id"))
                .forEach((key, row) -> shown.put(
                        String.join("/", key),
                        row.get("v") instanceof ItemValue.S text
                                ? text.text()
                                : row.get("v") instanceof ItemValue.N number ? number.digits() : ""));
        return shown;
    }

    /** The stored item of a group, with metadata; empty if there is none. */
    Optional<Map<String, AttributeValue>> stored(String group) {
        return table.items().stream()
                .filter(item -> AttributeValue.fromS(group).equals(item.get("grp")))
                .findFirst();
    }

    @Override
    public void close() {
        opened.forEach(ReadModelDestination::close);
        endpoint.close();
        table.close();
    }
}
