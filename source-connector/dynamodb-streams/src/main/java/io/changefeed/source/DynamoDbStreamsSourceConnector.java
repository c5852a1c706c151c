/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SignalConfig;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.assignment.TableDiscovery;
import io.changefeed.source.assignment.TaskAssignment;
import io.changefeed.source.offset.OffsetEdits;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.signal.KafkaSignalChannel;
import io.changefeed.source.signal.SignalReader;
import io.changefeed.source.signal.SignalChannel;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.validation.RemoteValidation;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;

/** Publishes the changes of DynamoDB tables, as their streams tell them, to Kafka topics. */
public final class DynamoDbStreamsSourceConnector extends SourceConnector {
    /** A start has no second chance: Connect does not repeat it. With the SDK's waits, up to half a minute. */
    private static final int ATTEMPTS = 8;

    private final SignalChannel.Opener signalChannels;

    private Map<String, String> properties = Map.of();
    private @Nullable AwsClients clients;
    private @Nullable DiscoveryLoop discoveryLoop;
    private @Nullable SignalReader signals;

    public DynamoDbStreamsSourceConnector() {
        this(KafkaSignalChannel::new);
    }

    /** @param signalChannels how the topic of signals is opened, where there is one */
    public DynamoDbStreamsSourceConnector(SignalChannel.Opener signalChannels) {
        this.signalChannels = signalChannels;
    }

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public ConfigDef config() {
        return SourceConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        return new RemoteValidation().validate(SourceConfig.validate(connectorProperties), connectorProperties);
    }

    /** @throws ConnectException when a table cannot be read; the message says which, why and what to do */
    @Override
    public void start(Map<String, String> connectorProperties) {
        properties = Map.copyOf(connectorProperties);
        SourceConfig config = new SourceConfig(connectorProperties);
        AwsClients aws = new AwsClients(config.aws(), ATTEMPTS);
        clients = aws;
        StoredOffsets offsets = new StoredOffsets(context().offsetStorageReader());
        TableDiscovery discovery = new TableDiscovery(aws.dynamoDb(), new StreamClient(aws.streams()), offsets, config, Clock.systemUTC());
        DiscoveryLoop started = new DiscoveryLoop(discovery, context());
        discoveryLoop = started;
        started.start(config.reading().tableDiscoveryInterval());
        config.signals().topic().ifPresent(topic -> {
            long position = offsets.signals(topic).map(SignalOffset::position).orElse(0L);
            SignalReader reader = new SignalReader(config.signals(), signalChannels, position, started);
            signals = reader;
            reader.start();
        });
    }

    @Override
    public Class<? extends Task> taskClass() {
        return DynamoDbStreamsSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<TaskAssignment> assignments = discoveryLoop == null ? List.of() : discoveryLoop.assignments(maxTasks);
        return assignments.stream().map(this::taskConfig).toList();
    }

    private Map<String, String> taskConfig(TaskAssignment assignment) {
        Map<String, String> config = new HashMap<>(properties);
        // Tasks read no signals, and a secret is best where it is needed.
        config.keySet().removeIf(property -> property.startsWith(SignalConfig.CONSUMER));
        config.put(TaskAssignment.PROPERTY, assignment.toJson());
        return config;
    }

    /** Reading after a sequence number repeats exactly, and a page and its position are one transaction. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorProperties) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    /** @throws ConnectException when an offset is not one of ours; the message says which and why */
    @Override
    public boolean alterOffsets(Map<String, String> connectorProperties, Map<Map<String, ?>, Map<String, ?>> offsets) {
        OffsetEdits.check(offsets, Clock.systemUTC().instant());
        return true;
    }

    @Override
    public void stop() {
        if (signals != null) {
            signals.close();
        }
        if (discoveryLoop != null) {
            discoveryLoop.close();
        }
        if (clients != null) {
            clients.close();
        }
    }
}
