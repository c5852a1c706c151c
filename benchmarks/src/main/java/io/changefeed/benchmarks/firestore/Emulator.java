/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.localstack.FirestoreEmulator;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A new emulator with an empty database, behind a proxy that adds latency: an emulator that has written much is slow. */
final class Emulator implements Target, AutoCloseable {
    private static final int HEAP_MEGABYTES = 3_072;

    private final FirestoreEmulator emulator;
    private final Database database;
    private final Optional<LatencyProxy> proxy;

    private Emulator(FirestoreEmulator emulator, Duration latency) {
        this.emulator = emulator;
        this.database = new Database(emulator.host());
        this.proxy = latency.isZero() ? Optional.empty() : Optional.of(new LatencyProxy(emulator.host(), latency));
    }

    /**
     * Starts it.
     *
     * @param latency of each call, beyond what the emulator takes
     * @throws LocalStackException when there is no emulator
     */
    static Emulator start(Duration latency) {
        return new Emulator(FirestoreEmulator.start(jar(), 0, Jvm.withHeap(HEAP_MEGABYTES)), latency);
    }

    /** @throws LocalStackException when there is no emulator */
    static Path jar() {
        return FirestoreEmulator.find()
                .orElseThrow(
                        () -> new LocalStackException("no Firestore emulator is installed: install Google's package"
                                + " google-cloud-cli-firestore-emulator, or name its jar in " + FirestoreEmulator.JAR));
    }

    /** The host and port that a writer writes to. */
    String host() {
        return proxy.map(LatencyProxy::host).orElseGet(emulator::host);
    }

    /** The database without the latency, for counting documents. */
    Database database() {
        return database;
    }

    @Override
    public long written() {
        return database.written();
    }

    @Override
    public Supplier<Duration> startCpuMeter() {
        ProcessUsage usage = new ProcessUsage(emulator.pid());
        Duration before = usage.cpu();
        return () -> usage.cpu().minus(before);
    }

    @Override
    public void close() {
        database.close();
        proxy.ifPresent(LatencyProxy::close);
        emulator.close();
    }
}
