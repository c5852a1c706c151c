/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import io.changefeed.source.worker.Worker.End;
import io.changefeed.testing.RandomInputs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An event in the history of a table and of the worker that reads it. */
interface HistoryEvent {
    Duration LONGER_THAN_THE_IDLE_DELAY = Duration.ofMillis(120);

    void apply(Worker worker, ReadTable table);

    record Write(int changes) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            table.simulated().generate(changes, History.ITEMS);
        }
    }

    record Rotate(int shard) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            table.openListedShard(shard).ifPresent(table.simulated()::rotate);
        }
    }

    record Split(int shard) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            table.openListedShard(shard).ifPresent(table.simulated()::split);
        }
    }

    record ExpireIterators() implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            table.simulated().expireIterators();
        }
    }

    record Poll(int times) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            for (int i = 0; i < times; i++) {
                worker.poll(LONGER_THAN_THE_IDLE_DELAY);
            }
        }
    }

    record Store(int kafkaPartition, int records) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.store(kafkaPartition, records);
        }
    }

    record StoreAndAcknowledge(int kafkaPartition, int records) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.store(kafkaPartition, records);
            worker.acknowledge(kafkaPartition, records);
        }
    }

    record Flush(long sourcePartitions) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.flush(sourcePartitions);
        }
    }

    record RestartTask(int task, End end) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.restartTask(task, end);
        }
    }

    record RestartConnector(int tasksMax) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.restartConnector(Map.of("tasks.max", Integer.toString(tasksMax)));
        }
    }

    record RestartWorker(End end) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            worker.restart(end);
        }
    }

    /**
     * One task dies while its records are being sent: some records of each topic partition are stored, some of these are
     * acknowledged, and some of their offsets are flushed.
     */
    record Crash(int task, List<Integer> stored, List<Integer> acknowledged, long flushed) implements HistoryEvent {
        @Override
        public void apply(Worker worker, ReadTable table) {
            for (int partition = 0; partition < ProducerQueue.KAFKA_PARTITIONS; partition++) {
                worker.store(partition, stored.get(partition));
                worker.acknowledge(partition, acknowledged.get(partition));
            }
            worker.flush(flushed);
            worker.restartTask(task, End.KILL);
        }
    }

    /** A random event: mostly writes and their storage, some rotations, few restarts. */
    static HistoryEvent random(RandomInputs in) {
        int number = in.integer(0, 9);
        int records = in.integer(1, 12);
        int partition = in.integer(0, ProducerQueue.KAFKA_PARTITIONS - 1);
        int dice = in.random().nextInt(33);
        if (dice < 5) {
            return new Write(records);
        } else if (dice < 7) {
            return new Rotate(number);
        } else if (dice < 8) {
            return new Split(number);
        } else if (dice < 9) {
            return new ExpireIterators();
        } else if (dice < 15) {
            return new Poll(in.integer(1, 2));
        } else if (dice < 17) {
            return new Store(partition, records);
        } else if (dice < 23) {
            return new StoreAndAcknowledge(partition, records);
        } else if (dice < 27) {
            return new Flush(in.random().nextLong());
        } else if (dice < 30) {
            return new Crash(
                    number, perPartition(in), perPartition(in), in.random().nextLong());
        } else if (dice < 31) {
            return new RestartTask(number, in.oneOf(End.values()));
        } else if (dice < 32) {
            return new RestartConnector(in.integer(1, 4));
        }
        return new RestartWorker(in.oneOf(End.values()));
    }

    private static List<Integer> perPartition(RandomInputs in) {
        return IntStream.range(0, ProducerQueue.KAFKA_PARTITIONS)
                .mapToObj(partition -> in.integer(0, 8))
                .toList();
    }
}
