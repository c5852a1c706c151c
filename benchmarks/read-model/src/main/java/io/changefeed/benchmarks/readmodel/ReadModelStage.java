/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.benchmarks.EventTopic;
import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Subject;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A broker with a topic of change events, a worker and a PostgreSQL, each of processes of its own. */
final class ReadModelStage implements AutoCloseable {
    private static final long BYTES_ON_DISK = 5_000;
    private static final Duration TIME_TO_RUN = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final PostgreSql server;

    private ReadModelStage(LocalStack stack, PostgreSql server) {
        this.stack = stack;
        this.server = server;
    }

    static ReadModelStage start(Path plugins, String topic, int events) {
        PostgreSql server = PostgreSql.launch();
        LocalStack stack = LocalStack.builder()
                .pluginPath(plugins)
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(Jvm.withHeap(1_024)
                        .withEnvironment("POSTGRESQL_URL", server.url())
                        .withEnvironment("POSTGRESQL_USER", DatabaseServer.USER)
                        .withEnvironment("POSTGRESQL_PASSWORD", DatabaseServer.PASSWORD))
                .freeSpace(events * BYTES_ON_DISK)
                .build();
        ReadModelStage stage = new ReadModelStage(stack, server);
        try {
            stack.broker().start();
            stack.worker().start();
            new EventTopic(stack.broker().bootstrapServers(), topic).fill(events);
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    /** Creates the connector under a name that it has not had, with these properties besides its own: it reads the topic from
     * its beginning. */
    void connect(Subject subject, String name, Map<String, String> besides) {
        stack.connect().putConfig(name, subject.config(besides));
        stack.connect().awaitRunning(name, TIME_TO_RUN);
    }

    void disconnect(String name) {
        stack.connect().delete(name);
    }

    /** Throws when the connector or a task has failed. */
    void requireNotFailed(String name) {
        stack.connect().status(name).ifPresent(status -> status.requireNotFailed());
    }

    ProcessUsage worker() {
        return new ProcessUsage(stack.worker().pid());
    }

    Table table(String name) {
        return new Table(server, name);
    }

    @Override
    public void close() {
        stack.close();
        server.close();
    }
}
