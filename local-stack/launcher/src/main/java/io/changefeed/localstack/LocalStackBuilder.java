/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The settings of a {@link LocalStack}. Defaults: a temporary data folder, free ports and JVMs that start
 * quickly.
 */
public final class LocalStackBuilder {
    /** The worker's environment variable that connector configurations use as their endpoint. */
    public static final String DYNAMODB_ENDPOINT = "DYNAMODB_ENDPOINT";

    /** The worker's environment variable that connector configurations use as the address of their gRPC server. */
    public static final String GRPC_HOST = "GRPC_HOST";

    /** The worker's environment variable for sinks with their own Kafka clients. */
    public static final String KAFKA_BOOTSTRAP_SERVERS = "KAFKA_BOOTSTRAP_SERVERS";

    private static final long DEFAULT_FREE_SPACE = 256L << 20;

    ProjectFolder project = ProjectFolder.find();
    int dynamoDbPort;
    int kafkaPort;
    int connectPort;
    Jvm dynamoDbJvm = Jvm.quickToStart(512);
    Optional<DynamoDbStandIn.Program> dynamoDbStandIn = Optional.empty();
    Jvm brokerJvm = Jvm.quickToStart(512);
    Jvm workerJvm = Jvm.quickToStart(1024);
    final Map<String, String> brokerProperties = new LinkedHashMap<>();
    final Map<String, String> workerProperties = new LinkedHashMap<>();

    final List<Path> workerClassPath = new ArrayList<>();

    private Optional<Path> dataDirectory = Optional.empty();
    private Optional<Path> pluginPath = Optional.empty();
    private long freeSpace = DEFAULT_FREE_SPACE;

    LocalStackBuilder() {}

    /** Keeps state and logs in this folder, which is created if missing and kept when the stack closes. */
    public LocalStackBuilder dataDirectory(Path folder) {
        dataDirectory = Optional.of(folder);
        return this;
    }

    /** Free bytes that the disk of the data folder must have; the default is 256 MiB. */
    public LocalStackBuilder freeSpace(long bytes) {
        freeSpace = bytes;
        return this;
    }

    /** 0 for a free one. */
    public LocalStackBuilder dynamoDbPort(int port) {
        dynamoDbPort = port;
        return this;
    }

    /** 0 for a free one. */
    public LocalStackBuilder kafkaPort(int port) {
        kafkaPort = port;
        return this;
    }

    /** Of the first worker's REST API; 0 for a free one. */
    public LocalStackBuilder connectPort(int port) {
        connectPort = port;
        return this;
    }

    /** The folder of plugin directories; the default is {@code target/plugins} of the project. */
    public LocalStackBuilder pluginPath(Path folder) {
        pluginPath = Optional.of(folder);
        return this;
    }

    Path pluginPath() {
        return pluginPath.map(Path::toAbsolutePath).orElseGet(() -> project.resolve("target/plugins"));
    }

    /** A folder or jar on the class path of all workers in addition to Kafka, for classes of the worker, not of plugins. */
    public LocalStackBuilder workerClassPath(Path entry) {
        workerClassPath.add(entry.toAbsolutePath());
        return this;
    }

    /** A property that overrides the broker settings of the stack. */
    public LocalStackBuilder brokerProperty(String name, String value) {
        brokerProperties.put(name, value);
        return this;
    }

    /** A property of all workers that overrides {@code config/worker/local-stack.properties}. */
    public LocalStackBuilder workerProperty(String name, String value) {
        workerProperties.put(name, value);
        return this;
    }

    public LocalStackBuilder brokerJvm(Jvm jvm) {
        brokerJvm = jvm;
        return this;
    }

    /**
     * The JVM of all workers. Unless they are set, its environment gets {@value #DYNAMODB_ENDPOINT}, {@value
     * #KAFKA_BOOTSTRAP_SERVERS} and, with the loopback address, {@value #GRPC_HOST}.
     */
    public LocalStackBuilder workerJvm(Jvm jvm) {
        workerJvm = jvm;
        return this;
    }

    /** An environment variable of all workers. */
    public LocalStackBuilder workerEnvironment(String name, String value) {
        workerJvm = workerJvm.withEnvironment(name, value);
        return this;
    }

    public LocalStackBuilder dynamoDbJvm(Jvm jvm) {
        dynamoDbJvm = jvm;
        return this;
    }

    /**
     * Starts another program in place of DynamoDB Local.
     *
     * @param mainClass whose first argument is the port of the loopback interface to serve on
     * @param arguments the others
     */
    public LocalStackBuilder dynamoDbStandIn(String mainClass, String classPath, String... arguments) {
        dynamoDbStandIn = Optional.of(new DynamoDbStandIn.Program(mainClass, classPath, List.of(arguments)));
        return this;
    }

    /**
     * A stack that is not started yet. It locks the data folder until it is closed.
     *
     * @throws LocalStackException when the data folder cannot be used, its disk is too full, or the project is not built
     */
    public LocalStack build() {
        DataFolder data = dataDirectory.map(DataFolder::at).orElseGet(DataFolder::temporary);
        try {
            data.requireFreeSpace(freeSpace);
            return new LocalStack(this, data, new Ports(RandomGenerator.getDefault()));
        } catch (LocalStackException e) {
            data.close();
            throw e;
        }
    }
}
