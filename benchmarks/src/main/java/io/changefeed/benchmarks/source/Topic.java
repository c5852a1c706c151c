/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static org.apache.kafka.clients.admin.AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG;

import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic that the connector writes to. */
final class Topic implements AutoCloseable {
    private static final Duration MISSING_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration FINAL_TIMEOUT = Duration.ofSeconds(1);

    private final LocalStack stack;
    private final String name;
    private final Admin admin;

    Topic(LocalStack stack, String name) {
        this.stack = stack;
        this.name = name;
        this.admin =
                Admin.create(Map.of(BOOTSTRAP_SERVERS_CONFIG, stack.broker().bootstrapServers()));
    }

    /**
     * Returns the sum of the last stable offsets of all partitions. It is cheap, and exceeds the number of records by
     * one for each transaction in a partition.
     */
    long committed() {
        try {
            Map<TopicPartition, OffsetSpec> partitions =
                    admin.describeTopics(List.of(name)).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(name, partition.partition()),
                                    partition -> OffsetSpec.latest()));
            return admin
                    .listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw new LocalStackException("cannot list the offsets of topic " + name + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for the broker", e);
        }
    }

    /**
     * Reads all committed records and counts them.
     *
     * @param expected the expected number; with fewer records, it waits longer for more
     */
    long count(long expected) {
        try (TopicReader reader = stack.read(name)) {
            long count = 0;
            long lastCame = System.nanoTime();
            // A poll can be empty because it only passed a transaction marker.
            while (System.nanoTime() - lastCame < (count < expected ? MISSING_TIMEOUT : FINAL_TIMEOUT).toNanos()) {
                int records = reader.poll(FINAL_TIMEOUT).size();
                if (records > 0) {
                    count += records;
                    lastCame = System.nanoTime();
                }
            }
            return count;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
