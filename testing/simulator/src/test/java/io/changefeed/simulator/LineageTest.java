/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.table.KeySchema.KeyType.S;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.simulator.service.DynamoDb;
import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Page;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Reading.ShardEnd;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.Shard;
import io.changefeed.simulator.stream.ShardIterator;
import io.changefeed.simulator.stream.ShardPage;
import io.changefeed.simulator.stream.ShardPage.ListedShard;
import io.changefeed.simulator.stream.StreamRecord;
import io.changefeed.simulator.stream.TableStream;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.Oracle.Written;
import io.changefeed.simulator.table.RandomChanges;
import io.changefeed.simulator.table.Table;
import io.changefeed.simulator.table.TableName;
import io.changefeed.testing.RandomInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reader that reads parents before children sees all changes, however shards rotate and split. */
class LineageTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void readerOfParentsBeforeChildrenSeesEachChangeOnceInOrder() {
        RandomInputs.check(100, LineageTest::readEverything);
    }

    private static void readEverything(RandomInputs in) {
        long seed = in.random().nextLong();
        int roots = in.integer(1, 8);
        int rotateEvery = in.integer(0, 40);
        int splitEvery = in.integer(0, 4);
        int lag = in.integer(0, 3);
        ShardEnd end = in.oneOf(ShardEnd.values());
        DynamoDb db = new DynamoDb(seed, CLOCK);
        Table table = db.createTable(new TableName(DynamoDb.REGION, DynamoDb.ACCOUNT, "orders"), KeySchema.of("id", S));
        TableStream stream = db.enableStream(table, ViewType.NEW_AND_OLD_IMAGES, roots);
        stream.setRotation(new Rotation(rotateEvery, splitEvery));
        stream.setListing(
                Listing.IMMEDIATE.withChildren(ListingDelay.ofCalls(lag)).withSiblings(ListingDelay.ofCalls(2 * lag)));
        stream.setReading(Reading.DEFAULT.withShardEnd(end).withPageRecords(7));

        List<StreamRecord> seen = new ArrayList<>();
        Random random = new Random(seed);
        RandomChanges changes = new RandomChanges(table, 20, random);
        Reader reader = new Reader(stream, seen);
        for (int i = 0; i < 30; i++) {
            changes.make(random.nextInt(20));
            rotateRandomly(stream, random);
            reader.step();
        }
        stream.disable();
        reader.finish();

        assertThat(byItem(seen)).isEqualTo(written(table));
    }

    private static void rotateRandomly(TableStream stream, Random random) {
        List<Shard> open = stream.shards().stream().filter(Shard::isOpen).toList();
        String any = open.get(random.nextInt(open.size())).id();
        switch (random.nextInt(8)) {
            case 0 -> stream.rotate(any);
            case 1 -> stream.split(any);
            case 2 -> stream.rotateAll();
            default -> {}
        }
    }

    private static Map<String, List<String>> written(Table table) {
        return table.oracle().byKey().entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        item -> item.getValue().stream().map(Written::eventId).toList()));
    }

    private static Map<String, List<String>> byItem(List<StreamRecord> records) {
        return records.stream()
                .map(record -> {
                    try {
                        return MAPPER.readTree(record.json().get());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(groupingBy(
                        record -> record.at("/dynamodb/Keys").toString(),
                        mapping(record -> record.path("eventID").textValue(), toList())));
    }

    /** Reads all shards from the beginning, one page each in turn, and opens children after the end of their parent. */
    private static final class Reader {
        private final TableStream stream;
        private final List<StreamRecord> seen;
        private final Deque<ShardIterator> reading = new ArrayDeque<>();
        private final Deque<String> ended = new ArrayDeque<>();
        private final List<String> opened = new ArrayList<>();

        private Reader(TableStream stream, List<StreamRecord> seen) {
            this.stream = stream;
            this.seen = seen;
            open(stream.describe(Optional.empty(), 100));
        }

        private void step() {
            for (int i = reading.size(); i > 0; i--) {
                ShardIterator iterator = reading.remove();
                Page page = stream.page(iterator, 1000);
                seen.addAll(page.records());
                page.next().ifPresentOrElse(reading::add, () -> ended.add(iterator.shardId()));
            }
            ended.forEach(parent -> open(stream.describeChildren(parent, Optional.empty(), 100)));
        }

        private void finish() {
            for (int quiet = 0; quiet < 10; quiet = reading.isEmpty() ? quiet + 1 : 0) {
                step();
            }
        }

        private void open(ShardPage page) {
            for (ListedShard shard : page.shards()) {
                if (!opened.contains(shard.id())) {
                    opened.add(shard.id());
                    reading.add(stream.iterator(shard.id(), IteratorType.TRIM_HORIZON, Optional.empty()));
                }
            }
        }
    }
}
