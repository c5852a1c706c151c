/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.task.TaskStart;
import io.changefeed.source.task.SourceLoop;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.stream.ReaderPool;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.stream.TableClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** The task that Connect makes: a shell around a {@link SourceLoop}. */
public final class DynamoDbStreamsSourceTask extends SourceTask {
    /** The readers try again themselves, for as long as the stall timeout says. */
    private static final int ATTEMPTS = 1;

    private @Nullable AwsClients clients;
    private @Nullable SourceLoop feed;

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        SourceConfig config = new SourceConfig(properties);
        TaskAssignment assignment = TaskAssignment.fromJson(properties.getOrDefault(TaskAssignment.PROPERTY, ""));
        Clock clock = Clock.systemUTC();
        AwsClients aws = new AwsClients(config.aws(), ATTEMPTS);
        clients = aws;
        ReaderPool readers =
                new ReaderPool(config, new StreamClient(aws.streams()), new TableClient(aws.dynamoDb()), clock);
        StoredOffsets offsets = new StoredOffsets(context.offsetStorageReader());
        feed = new TaskStart(config, offsets, readers, TaskMetrics.of(context), clock).feed(assignment);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = started().poll();
        return records.isEmpty() ? null : records;
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        if (metadata != null) {
            started().acknowledged(record);
        }
    }

    @Override
    public void commit() {
        started().committed();
    }

    private SourceLoop started() {
        if (feed == null) {
            throw new ConnectException("The task has not been started");
        }
        return feed;
    }

    @Override
    public void stop() {
        if (feed != null) {
            feed.close();
        }
        if (clients != null) {
            clients.close();
        }
    }
}
