/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One thing that happens in the life of a worker and of the table that it reads. */
interface HistoryEvent {
    Duration LONGER_THAN_AN_IDLE_SHARD_WAITS = Duration.ofMillis(120);

    void happen(Worker worker, ReadTable table);

    record Write(int changes) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            table.written().generate(changes, History.ITEMS);
        }
    }

    record Rotate(int shard) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            table.openAndListed(shard).ifPresent(table.written()::rotate);
        }
    }

    record Split(int shard) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            table.openAndListed(shard).ifPresent(table.written()::split);
        }
    }

    record ExpireIterators() implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            table.written().expireIterators();
        }
    }

    record Poll(int times) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            for (int i = 0; i < times; i++) {
                worker.poll(LONGER_THAN_AN_IDLE_SHARD_WAITS);
            }
        }
    }

    record Store(int kafkaPartition, int records) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.store(kafkaPartition, records);
        }
    }

    record StoreAndAcknowledge(int kafkaPartition, int records) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.store(kafkaPartition, records);
            worker.acknowledge(kafkaPartition, records);
        }
    }

    record Flush(long sourcePartitions) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.flush(sourcePartitions);
        }
    }

    record RestartTask(int task, End end) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.restartTask(task, end);
        }
    }

    record RestartConnector(int tasksMax) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.restartConnector(Map.of("tasks.max", Integer.toString(tasksMax)));
        }
    }

    record RestartWorker(End end) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            worker.restart(end);
        }
    }

    /**
     * One task dies while its records are on their way: of each topic partition some are stored, some of these are
     * acknowledged, and some of the offsets that go with them are flushed.
     */
    record Crash(int task, List<Integer> stored, List<Integer> acknowledged, long flushed) implements HistoryEvent {
        @Override
        public void happen(Worker worker, ReadTable table) {
            for (int partition = 0; partition < ProducerQueue.KAFKA_PARTITIONS; partition++) {
                worker.store(partition, stored.get(partition));
                worker.acknowledge(partition, acknowledged.get(partition));
            }
            worker.flush(flushed);
            worker.restartTask(task, End.KILL);
        }
    }

    /** Mostly changes and what becomes of them, some rotations, few ends. */
    static Arbitrary<HistoryEvent> any() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 9);
        Arbitrary<Integer> records = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> partitions = Arbitraries.integers().between(0, ProducerQueue.KAFKA_PARTITIONS - 1);
        Arbitrary<List<Integer>> perPartition =
                Arbitraries.integers().between(0, 8).list().ofSize(ProducerQueue.KAFKA_PARTITIONS);
        Arbitrary<End> ends = Arbitraries.of(End.class);
        return Arbitraries.frequencyOf(
                Tuple.of(5, records.map(Write::new)),
                Tuple.of(2, numbers.map(Rotate::new)),
                Tuple.of(1, numbers.map(Split::new)),
                Tuple.of(1, Arbitraries.just(new ExpireIterators())),
                Tuple.of(6, Arbitraries.integers().between(1, 2).map(Poll::new)),
                Tuple.of(2, Combinators.combine(partitions, records).as(Store::new)),
                Tuple.of(6, Combinators.combine(partitions, records).as(StoreAndAcknowledge::new)),
                Tuple.of(4, Arbitraries.longs().map(Flush::new)),
                Tuple.of(
                        3,
                        Combinators.combine(numbers, perPartition, perPartition, Arbitraries.longs())
                                .as(Crash::new)),
                Tuple.of(1, Combinators.combine(numbers, ends).as(RestartTask::new)),
                Tuple.of(1, Arbitraries.integers().between(1, 4).map(RestartConnector::new)),
                Tuple.of(1, ends.map(RestartWorker::new)));
    }
}
