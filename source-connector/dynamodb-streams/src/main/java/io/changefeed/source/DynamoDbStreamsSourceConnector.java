/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import io.changefeed.aws.AwsConfig;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.Closer;
import io.changefeed.connector.PropertyNames;
import io.changefeed.connector.UnusedTasks;
import io.changefeed.source.assignment.TableDiscovery;
import io.changefeed.source.aws.AwsClients;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.signal.KafkaSignalChannel;
import io.changefeed.source.signal.SignalChannel;
import io.changefeed.source.signal.SignalReader;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.validation.OffsetValidation;
import io.changefeed.source.validation.RemoteValidation;
import io.changefeed.source.validation.TransformValidation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the changes of DynamoDB tables to Kafka topics. */
public final class DynamoDbStreamsSourceConnector extends SourceConnector {
    /**
     * A failed discovery of a table is repeated, so few attempts suffice. They bound the time that an outage delays
     * others.
     */
    private static final int MAX_ATTEMPTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbStreamsSourceConnector.class);

    private final UnusedTasks unusedTasks = new UnusedTasks(LOG::warn);
    private final SignalChannel.Opener signalChannels;
    private final Function<AwsConfig, AwsClients> aws;

    private Map<String, String> properties = Map.of();
    /** The resources of the latest start; a paused connector is started again when it is resumed. */
    private volatile Closer closer = new Closer();

    private volatile @Nullable DiscoveryLoop discoveryLoop;

    public DynamoDbStreamsSourceConnector() {
        this(KafkaSignalChannel::new);
    }

    /** @param signalChannels opens the signal topic, if one is configured */
    public DynamoDbStreamsSourceConnector(SignalChannel.Opener signalChannels) {
        this(signalChannels, config -> new AwsClients(config, MAX_ATTEMPTS));
    }

    DynamoDbStreamsSourceConnector(SignalChannel.Opener signalChannels, Function<AwsConfig, AwsClients> aws) {
        this.signalChannels = signalChannels;
        this.aws = aws;
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
        Config local = TransformValidation.validate(SourceConfig.validate(connectorProperties), connectorProperties);
        return new RemoteValidation().validate(local, connectorProperties);
    }

    /**
     * @throws ConfigException if a property is misspelt or null
     * @throws ConnectException when a table cannot be read; the message names the table, the reason and the remedy
     */
    @Override
    public void start(Map<String, String> connectorProperties) {
        PropertyNames.ofConnector(SourceConfig.reference()).requireValid(connectorProperties);
        properties = Map.copyOf(connectorProperties);
        Closer opened = new Closer();
        closer = opened;
        try {
            open(new SourceConfig(connectorProperties), opened);
        } catch (RuntimeException | Error e) {
            // Connect stops only a connector whose start succeeded.
            opened.closeAfter(e);
            throw e;
        }
    }

    private void open(SourceConfig config, Closer opened) {
        AwsClients clients = opened.register(aws.apply(config.aws()));
        StoredOffsets offsets = new StoredOffsets(context().offsetStorageReader());
        TableDiscovery discovery = new TableDiscovery(
                clients.dynamoDb(),
                new StreamClient(clients.streams()),
                offsets,
                config,
                Clock.systemUTC(),
                opened::isClosed);
        DiscoveryLoop loop = new DiscoveryLoop(discovery, context(), opened);
        discoveryLoop = loop;
        loop.start();
        config.signals().topic().ifPresent(topic -> {
            long position = offsets.signals(topic).map(SignalOffset::position).orElse(0L);
            opened.register(new SignalReader(config.signals(), signalChannels, position, loop))
                    .start();
        });
    }

    @Override
    public Class<? extends Task> taskClass() {
        return DynamoDbStreamsSourceTask.class;
    }

    /**
     * @throws RetriableException before the first table is discovered
     * @throws ConnectException when a configuration is too large for Kafka Connect; the message contains the remedy
     */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        DiscoveryLoop loop = discoveryLoop;
        if (loop == null) {
            return List.of();
        }
        try {
            List<Map<String, String>> configs = new TaskConfigs(properties, loop::assignments).forTasks(maxTasks);
            unusedTasks.check(
                    maxTasks,
                    configs.size(),
                    "a slot of a table, or a table with a running snapshot, is read by one task");
            return configs;
        } catch (RetriableException e) {
            throw e;
        } catch (ConnectException e) {
            // Otherwise, Connect would repeat the call forever, and the connector would run without tasks.
            loop.onFailure(e);
            throw e;
        }
    }

    /** Reads after a sequence number are repeatable, and a page is committed in one transaction with its position. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorProperties) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    /** @throws ConnectException when an offset is invalid; the message names the partition and the reason */
    @Override
    public boolean alterOffsets(Map<String, String> connectorProperties, Map<Map<String, ?>, Map<String, ?>> offsets) {
        new OffsetValidation()
                .validate(offsets, connectorProperties, Clock.systemUTC().instant());
        return true;
    }

    @Override
    public void stop() {
        closer.close();
    }
}
