/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Records;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.delivery.record.CompactionGaps;
import io.changefeed.delivery.record.RecordReader;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.BufferedEvent;
import io.changefeed.fanout.ring.Cursor;
import io.changefeed.fanout.ring.OutOfRangeException;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random changes, log compaction, replicas that read at different times, and a subscriber that resumes at either of them:
 * its copy of the selected items is always complete in the end.
 */
class CompactionPropertyTest {
    private static final int RUNS = 3_000;
    private static final int STEPS = 20;
    private static final TopicPartition PARTITION = Records.ORDERS;
    private static final List<String> ITEMS = List.of("a", "b");
    private static final List<String> STATUSES = List.of("paid", "open");
    private static final EventSelection PAID =
            new EventSelection(EventFilter.parse("{\"attribute\": {\"status\": {\"S\": \"paid\"}}}"), false);

    @Test
    void copyOfASubscriberConverges() {
        for (int seed = 0; seed < RUNS; seed++) {
            Run run = new Run(new Random(seed));
            run.steps();

            assertThat(run.subscriber.items).as("seed %d", seed).isEqualTo(run.paid());
        }
    }

    private static final class Run {
        final Random random;
        final NavigableMap<Long, SinkRecord> log = new TreeMap<>();
        final Map<Long, Instant> appended = new HashMap<>();
        final Map<String, String> table = new HashMap<>();
        /** Reads events that compaction removes before the other one reads them. */
        final Replica fast = new Replica();

        final Replica slow = new Replica();
        final Subscriber subscriber = new Subscriber();
        Instant now = Changes.TIME;
        long end;
        long changes;

        Run(Random random) {
            this.random = random;
        }

        void steps() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(11)) {
                    case 0, 1, 2, 3 -> {
                        write(ITEMS.get(random.nextInt(ITEMS.size())));
                        if (random.nextInt(20) > 0) {
                            fast.read(Integer.MAX_VALUE);
                        }
                    }
                    case 4, 5 -> now = now.plusSeconds(random.nextInt(120));
                    case 6, 7 -> compact();
                    case 8 -> slow.read(1 + random.nextInt(2));
                    case 9 -> subscriber.read(replica().started(), 1 + random.nextInt(4));
                    default -> end += random.nextInt(2); // A transaction marker
                }
            }
            fast.read(Integer.MAX_VALUE);
            slow.read(Integer.MAX_VALUE);
            subscriber.read(replica().started(), Integer.MAX_VALUE);
        }

        private Replica replica() {
            return random.nextBoolean() ? fast : slow;
        }

        private void write(String pk) {
            now = now.plusSeconds(random.nextInt(3));
            Optional<Item> before = Optional.ofNullable(table.get(pk)).flatMap(status -> withStatus(pk, status));
            boolean isRemove = before.isPresent() && random.nextInt(4) == 0;
            String status = STATUSES.get(random.nextInt(STATUSES.size()));
            Operation operation =
                    isRemove ? Operation.REMOVE : before.isPresent() ? Operation.MODIFY : Operation.INSERT;
            ChangeEvent event = change(
                    operation, "orders", pk, changes++, before, isRemove ? Optional.empty() : withStatus(pk, status));
            ChangeEvent published =
                    new ChangeEvent(event.operation(), event.key(), event.before(), event.after(), event.source(), now);
            append(Records.record(PARTITION, end, published));
            if (isRemove) {
                append(Records.tombstone(PARTITION, end, published));
                table.remove(pk);
            } else {
                table.put(pk, status);
            }
        }

        private static Optional<Item> withStatus(String pk, String status) {
            return item(pk, Map.of("status", text(status)));
        }

        private void append(SinkRecord record) {
            appended.put(end, now);
            log.put(end++, record);
        }

        /** Removes all but the newest record of each key, except for the end of the log. */
        private void compact() {
            Instant active = now.minus(Duration.ofSeconds(20));
            Set<Object> newer = new HashSet<>();
            List<Long> removed = new ArrayList<>();
            log.descendingMap().forEach((offset, record) -> {
                if (appended.getOrDefault(offset, now).isBefore(active) && !newer.add(record.key())) {
                    removed.add(offset);
                }
            });
            removed.forEach(log::remove);
        }

        Map<String, String> paid() {
            Map<String, String> paid = new HashMap<>(table);
            paid.values().removeIf(status -> !status.equals("paid"));
            return paid;
        }

        private final class Replica {
            final Ring ring = new Ring(Long.MAX_VALUE, Long.MAX_VALUE);
            final RecordReader reader = new RecordReader();
            final CompactionGaps gaps = new CompactionGaps(true, () -> now);
            long position;

            Ring started() {
                ring.startAt(PARTITION, 0);
                return ring;
            }

            void read(int max) {
                gaps.startAt(PARTITION, 0);
                for (SinkRecord record :
                        log.tailMap(position).values().stream().limit(max).toList()) {
                    long offset = record.originalKafkaOffset();
                    Optional<ChangeEvent> event = reader.read(record);
                    Optional<Instant> unknownUntil = gaps.read(PARTITION, offset, event.map(ChangeEvent::time));
                    event.ifPresent(read -> ring.append(PARTITION, offset, read, unknownUntil));
                    position = offset + 1;
                }
            }
        }
    }

    private static final class Subscriber {
        final Map<String, String> items = new HashMap<>();
        private @Nullable Token token;

        /** One call, which ends after some events. */
        void read(Ring ring, int max) {
            try {
                read(ring, start(ring), max);
            } catch (OutOfRangeException e) {
                items.clear();
                read(ring, ring.earliest(), max);
            }
        }

        private Cursor start(Ring ring) {
            return token == null ? ring.earliest() : ring.after(token);
        }

        private void read(Ring ring, Cursor cursor, int max) {
            for (BufferedEvent event : ring.next(cursor, max)) {
                if (cursor.isNew(event)) {
                    PAID.visibleAs(event, cursor.isOldImageKnown(event))
                            .ifPresent(visible -> apply(event.event(), visible.operation()));
                }
                cursor.advance(event);
            }
            token = ring.token(cursor);
        }

        private void apply(ChangeEvent event, Operation visibleAs) {
            String pk = event.source().eventId().substring(0, 1);
            if (visibleAs == Operation.REMOVE) {
                items.remove(pk);
            } else {
                items.put(pk, "paid");
            }
        }
    }
}
