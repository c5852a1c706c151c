/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.event.ChangefeedVersion;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.deal.TaskDeal;
import io.changefeed.source.feed.FeedStart;
import io.changefeed.source.feed.StreamFeed;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.stream.Readers;
import io.changefeed.source.stream.StreamService;
import io.changefeed.source.stream.TableService;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** The task that Connect makes: a shell around a {@link StreamFeed}. */
public final class DynamoDbStreamsSourceTask extends SourceTask {
    /** The readers try again themselves, for as long as the stall timeout says. */
    private static final int ATTEMPTS = 1;

    private @Nullable AwsClients clients;
    private @Nullable StreamFeed feed;

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        SourceConfig config = new SourceConfig(properties);
        TaskDeal deal = TaskDeal.fromJson(properties.getOrDefault(TaskDeal.PROPERTY, ""));
        Clock clock = Clock.systemUTC();
        AwsClients aws = new AwsClients(config.aws(), ATTEMPTS);
        clients = aws;
        Readers readers =
                new Readers(config, new StreamService(aws.streams()), new TableService(aws.dynamoDb()), clock);
        StoredOffsets offsets = new StoredOffsets(context.offsetStorageReader());
        feed = new FeedStart(config, offsets, readers, TaskMetrics.of(context), clock).feed(deal);
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = started().next();
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

    private StreamFeed started() {
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
