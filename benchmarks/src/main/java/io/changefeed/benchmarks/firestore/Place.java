/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.localstack.FirestoreEmulator;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An emulator of its own, with an empty database, as near or far as it is told: one that has taken much becomes slow. */
final class Place implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 3_072;

    private final FirestoreEmulator emulator;
    private final Database database;
    private final Optional<Distance> distance;

    private Place(FirestoreEmulator emulator, Duration latency) {
        this.emulator = emulator;
        this.database = new Database(emulator.host());
        this.distance = latency.isZero() ? Optional.empty() : Optional.of(new Distance(emulator.host(), latency));
    }

    /**
     * Starts it.
     *
     * @param latency of each call, beyond what the emulator takes
     * @throws LocalStackException when there is no emulator
     */
    static Place start(Duration latency) {
        return new Place(FirestoreEmulator.start(jar(), 0, Jvm.withHeap(HEAP_MEGABYTES)), latency);
    }

    /** @throws LocalStackException when there is no emulator */
    static Path jar() {
        return FirestoreEmulator.find()
                .orElseThrow(
                        () -> new LocalStackException("no Firestore emulator is installed: install Google's package"
                                + " google-cloud-cli-firestore-emulator, or name its jar in " + FirestoreEmulator.JAR));
    }

    /** Where to write: host and port. */
    String host() {
        return distance.map(Distance::host).orElseGet(emulator::host);
    }

    /** For looking at what was written, from near by. */
    Database database() {
        return database;
    }

    ProcessUsage usage() {
        return new ProcessUsage(emulator.pid());
    }

    @Override
    public void close() {
        database.close();
        distance.ifPresent(Distance::close);
        emulator.close();
    }
}
