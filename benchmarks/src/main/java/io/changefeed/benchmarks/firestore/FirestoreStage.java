/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import io.changefeed.benchmarks.EventTopic;
import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Subject;
import io.changefeed.local.FirestoreEmulator;
import io.changefeed.local.Jvm;
import io.changefeed.local.LocalStack;
import io.changefeed.local.LocalStackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A broker with a topic of change events, a worker and Firestore's emulator, each a process of its own. */
final class FirestoreStage implements AutoCloseable {
    /** Both of them are in the worker's environment, for the connector's configuration. */
    private static final String HOST = "FIRESTORE_EMULATOR_HOST";

    private static final String IN_FLIGHT = "FIRESTORE_IN_FLIGHT";

    private static final long BYTES_ON_DISK = 5_000;
    private static final Duration TIME_TO_RUN = Duration.ofSeconds(60);

    private final Subject subject;
    private final LocalStack stack;
    private final FirestoreEmulator emulator;
    private final Database database;

    private FirestoreStage(Subject subject, LocalStack stack, FirestoreEmulator emulator) {
        this.subject = subject;
        this.stack = stack;
        this.emulator = emulator;
        this.database = new Database(emulator.host());
    }

    /** @throws LocalStackException when there is no emulator */
    static FirestoreStage start(Subject subject, int events, int inFlight) {
        Path jar = FirestoreEmulator.find()
                .orElseThrow(
                        () -> new LocalStackException("no Firestore emulator is installed: install Google's package"
                                + " google-cloud-cli-firestore-emulator, or name its jar in " + FirestoreEmulator.JAR));
        FirestoreEmulator emulator = FirestoreEmulator.start(jar, 0, Jvm.withHeap(2_048));
        LocalStack stack = LocalStack.builder()
                .pluginPath(subject.plugins())
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(Jvm.withHeap(1_024)
                        .withEnvironment(HOST, emulator.host())
                        .withEnvironment(IN_FLIGHT, Integer.toString(inFlight)))
                .freeSpace(events * BYTES_ON_DISK)
                .build();
        try {
            stack.broker().start();
            stack.worker().start();
            new EventTopic(stack.broker().bootstrapServers(), subject.topic()).fill(events);
            return new FirestoreStage(subject, stack, emulator);
        } catch (RuntimeException e) {
            stack.close();
            emulator.close();
            throw e;
        }
    }

    Database database() {
        return database;
    }

    /** Creates the connector under a name that it has not had: it reads the topic from its beginning. */
    void connect(String name) {
        stack.connect().putConfig(name, subject.config(Map.of()));
        stack.connect().awaitRunning(name, TIME_TO_RUN);
    }

    void disconnect(String name) {
        stack.connect().delete(name);
    }

    /** Throws when the connector or a task has failed. */
    void requireNotFailed(String name) {
        stack.connect().status(name).ifPresent(status -> status.requireNotFailed());
    }

    String connectorName() {
        return subject.name();
    }

    ProcessUsage worker() {
        return new ProcessUsage(stack.worker().pid());
    }

    ProcessUsage emulator() {
        return new ProcessUsage(emulator.pid());
    }

    @Override
    public void close() {
        database.close();
        stack.close();
        emulator.close();
    }
}
