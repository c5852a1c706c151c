/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.aws.AwsConfig;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.Closer;
import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.stream.ReaderPool;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.stream.TableClient;
import io.changefeed.source.task.SourceLoop;
import io.changefeed.source.task.TaskStarter;
import io.changefeed.source.validation.TransformValidation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** The task class that Connect instantiates. It delegates to a {@link SourceLoop}. */
public final class DynamoDbStreamsSourceTask extends SourceTask {
    /** The readers retry failed calls themselves, up to the stall timeout. */
    private static final int MAX_ATTEMPTS = 1;

    private final Function<AwsConfig, AwsClients> aws;

    private final Closer closer = new Closer();
    private @Nullable SourceLoop loop;

    public DynamoDbStreamsSourceTask() {
        this(config -> new AwsClients(config, MAX_ATTEMPTS));
    }

    /** @param aws opens the AWS clients */
    DynamoDbStreamsSourceTask(Function<AwsConfig, AwsClients> aws) {
        this.aws = aws;
    }

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    /** @throws ConfigException when a transform fails at sample records */
    @Override
    public void start(Map<String, String> properties) {
        try {
            TransformValidation.requireValid(properties);
            open(
                    TaskId.of(properties),
                    new SourceConfig(properties),
                    TaskAssignment.fromJson(properties.getOrDefault(TaskAssignment.PROPERTY, "")));
        } catch (RuntimeException | Error e) {
            // Connect stops only a task whose start succeeded.
            closer.closeAfter(e);
            throw e;
        }
    }

    private void open(TaskId task, SourceConfig config, TaskAssignment assignment) {
        Clock clock = Clock.systemUTC();
        AwsClients clients = closer.register(aws.apply(config.aws()));
        ReaderPool readers = closer.register(new ReaderPool(
                config, new StreamClient(clients.streams()), new TableClient(clients.dynamoDb()), clock));
        StoredOffsets offsets = new StoredOffsets(context.offsetStorageReader());
        MetricRegistry registry = closer.register(MetricRegistry.open(context, task));
        TaskMetrics metrics = new TaskMetrics(registry);
        loop = new TaskStarter(config, offsets, readers, clock).start(assignment, metrics);
        closer.register(registry.startStatusLog(clock, metrics));
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        List<SourceRecord> records = started().poll();
        return records.isEmpty() ? null : records;
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        started().acknowledged(record, metadata != null);
    }

    @Override
    public void commit() {
        started().committed();
    }

    private SourceLoop started() {
        if (loop == null) {
            throw new ConnectException("The task was not started");
        }
        return loop;
    }

    @Override
    public void stop() {
        closer.close();
    }
}
