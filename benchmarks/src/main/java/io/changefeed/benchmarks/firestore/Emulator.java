/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import io.changefeed.benchmarks.measure.DelayingProxy;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.localstack.FirestoreEmulator;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A new emulator with an empty database and a proxy that adds latency. Each measurement has a new one, because an
 * emulator slows down with the number of writes.
 */
final class Emulator implements Target, AutoCloseable {
    private static final int HEAP_MEGABYTES = 3_072;

    private final FirestoreEmulator emulator;
    private final Database database;
    private final Optional<DelayingProxy> proxy;

    private Emulator(FirestoreEmulator emulator, Duration latency) {
        this.emulator = emulator;
        this.database = new Database(emulator.host());
        this.proxy =
                latency.isZero() ? Optional.empty() : Optional.of(new DelayingProxy(port(emulator.host()), latency));
    }

    /**
     * Starts an emulator.
     *
     * @param latency the latency that is added to each call
     * @throws LocalStackException if no emulator is installed
     */
    static Emulator start(Duration latency) {
        return new Emulator(FirestoreEmulator.start(jar(), 0, Jvm.withHeap(HEAP_MEGABYTES)), latency);
    }

    /** @throws LocalStackException if no emulator is installed */
    static Path jar() {
        return FirestoreEmulator.find()
                .orElseThrow(
                        () -> new LocalStackException("no Firestore emulator is installed: install Google's package"
                                + " google-cloud-cli-firestore-emulator, or name its jar in " + FirestoreEmulator.JAR));
    }

    /** Returns the host and port for writers. */
    String host() {
        return proxy.map(delaying -> "127.0.0.1:" + delaying.port()).orElseGet(emulator::host);
    }

    /** The database without the latency, for counting documents. */
    Database database() {
        return database;
    }

    @Override
    public long written() {
        return database.written();
    }

    private static int port(String host) {
        return Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
    }

    @Override
    public Duration cpu() {
        return new ProcessUsage(emulator.pid()).cpu();
    }

    /** Counting reads documents, which loads the emulator. */
    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void close() {
        database.close();
        proxy.ifPresent(DelayingProxy::close);
        emulator.close();
    }
}
