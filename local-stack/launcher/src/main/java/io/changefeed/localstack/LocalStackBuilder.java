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
 * Builds a {@link LocalStack}. The defaults are a temporary data folder, free ports and JVMs that start quickly.
 */
public final class LocalStackBuilder {
    /** The worker's environment variable that connector configurations use as their endpoint. */
    public static final String DYNAMODB_ENDPOINT = "DYNAMODB_ENDPOINT";

    /** The worker's environment variable that connector configurations use as the address of their gRPC server. */
    public static final String GRPC_HOST = "GRPC_HOST";

    /** The worker's environment variable for sinks with their own Kafka clients. */
    public static final String KAFKA_BOOTSTRAP_SERVERS = "KAFKA_BOOTSTRAP_SERVERS";

    /** The module with the class path of the broker. */
    static final String KAFKA_MODULE = "local-stack/kafka";

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
    String workerModule = KAFKA_MODULE;

    private Optional<Path> dataDirectory = Optional.empty();
    private Optional<Path> pluginPath = Optional.empty();
    private long freeSpace = DEFAULT_FREE_SPACE;

    LocalStackBuilder() {}

    /** Keeps the state and the logs in this folder. It is created if missing, and not deleted when the stack closes. */
    public LocalStackBuilder dataDirectory(Path folder) {
        dataDirectory = Optional.of(folder);
        return this;
    }

    /** Sets the free space in bytes that the disk of the data folder must have; the default is 256 MiB. */
    public LocalStackBuilder freeSpace(long bytes) {
        freeSpace = bytes;
        return this;
    }

    /** Sets the port of DynamoDB; 0 for a free port. */
    public LocalStackBuilder dynamoDbPort(int port) {
        dynamoDbPort = port;
        return this;
    }

    /** Sets the port of the Kafka broker; 0 for a free port. */
    public LocalStackBuilder kafkaPort(int port) {
        kafkaPort = port;
        return this;
    }

    /** Sets the port of the REST API of the first worker; 0 for a free port. */
    public LocalStackBuilder connectPort(int port) {
        connectPort = port;
        return this;
    }

    /** Sets the folder with the plugin directories; the default is {@code target/plugins} of the project. */
    public LocalStackBuilder pluginPath(Path folder) {
        pluginPath = Optional.of(folder);
        return this;
    }

    Path pluginPath() {
        return pluginPath.map(Path::toAbsolutePath).orElseGet(() -> project.resolve("target/plugins"));
    }

    /**
     * Sets the module whose class path all workers have, to run them in another version of Kafka. The default is the
     * module of the broker.
     *
     * @param module the module's folder
     */
    public LocalStackBuilder workerModule(String module) {
        workerModule = module;
        return this;
    }

    /** Adds a folder or jar to the class path of all workers, for classes that are not part of a plugin. */
    public LocalStackBuilder workerClassPath(Path entry) {
        workerClassPath.add(entry.toAbsolutePath());
        return this;
    }

    /** Sets a broker property; it overrides the settings of the stack. */
    public LocalStackBuilder brokerProperty(String name, String value) {
        brokerProperties.put(name, value);
        return this;
    }

    /** Sets a property of all workers; it overrides {@code config/worker/local-stack.properties}. */
    public LocalStackBuilder workerProperty(String name, String value) {
        workerProperties.put(name, value);
        return this;
    }

    public LocalStackBuilder brokerJvm(Jvm jvm) {
        brokerJvm = jvm;
        return this;
    }

    /**
     * Sets the JVM of all workers. {@value #DYNAMODB_ENDPOINT}, {@value #KAFKA_BOOTSTRAP_SERVERS} and {@value
     * #GRPC_HOST} (the loopback address) are added to its environment unless they are set.
     */
    public LocalStackBuilder workerJvm(Jvm jvm) {
        workerJvm = jvm;
        return this;
    }

    /** Sets an environment variable of all workers. */
    public LocalStackBuilder workerEnvironment(String name, String value) {
        workerJvm = workerJvm.withEnvironment(name, value);
        return this;
    }

    public LocalStackBuilder dynamoDbJvm(Jvm jvm) {
        dynamoDbJvm = jvm;
        return this;
    }

    /**
     * Replaces DynamoDB Local with another program.
     *
     * @param mainClass the main class; its first argument is the port of the loopback interface to listen on
     * @param arguments the other arguments of the main class
     */
    public LocalStackBuilder dynamoDbStandIn(String mainClass, String classPath, String... arguments) {
        dynamoDbStandIn = Optional.of(new DynamoDbStandIn.Program(mainClass, classPath, List.of(arguments)));
        return this;
    }

    /**
     * Creates a stack without starting it. The stack locks the data folder until it is closed.
     *
     * @throws LocalStackException if the data folder cannot be used, its disk is too full, or the project is not built
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
