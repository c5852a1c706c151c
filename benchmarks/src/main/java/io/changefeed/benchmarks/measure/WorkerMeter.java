/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures connectors in the worker of a stack, with a profile if the settings ask for it. */
public final class WorkerMeter {
    private final Settings settings;
    private final ProcessUsage worker;
    private final ProcessUsage broker;
    private final List<Table> profiles = new ArrayList<>();
    private Optional<Recording> recording = Optional.empty();

    /** @param stack with a running broker and worker */
    public WorkerMeter(LocalStack stack, Settings settings) {
        this.settings = settings;
        this.worker = new ProcessUsage(stack.worker().pid());
        this.broker = new ProcessUsage(stack.broker().pid());
    }

    public ProcessUsage worker() {
        return worker;
    }

    /** Call it before the connector is created. */
    public void prepare() {
        if (recording.isEmpty() && settings.recordings().isPresent()) {
            recording = Optional.of(Recording.start(worker));
        }
    }

    /**
     * Measures the running connector.
     *
     * @param name of the recording
     * @param available the number of events that it can write
     * @param check throws an exception if the connector has failed
     */
    public Result measure(String name, Target target, long available, Duration length, Runnable check) {
        Result result = new Measurement(
                        target, worker, Optional.of(broker), check, available, settings.maxWarmUp(), length)
                .run(() -> recording.ifPresent(Recording::startMeasurement));
        recording.ifPresent(running -> profiles.addAll(running.end(
                        settings.recordings().orElseThrow().resolve(name + ".jfr"),
                        result.throughput().records())
                .tables(name)));
        recording = Optional.empty();
        return result;
    }

    /** Returns the profiles of all measurements so far. */
    public List<Table> profiles() {
        return List.copyOf(profiles);
    }
}
