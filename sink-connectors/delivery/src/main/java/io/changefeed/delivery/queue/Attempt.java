/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.health.ProbeGate;
import java.time.Instant;
import java.util.Optional;

/**
 * A batch in flight. Compared by identity.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public final class Attempt<P> {
    private final RouteQueue<P> queue;
    private final Batch<P> batch;
    private final long begun;
    private final Instant startedAt;
    private final Optional<ProbeGate> probe;
    private boolean isStalled;

    /**
     * @param begun the step in which the attempt began
     * @param probe the gate that admitted it, if it is a probe
     */
    Attempt(RouteQueue<P> queue, Batch<P> batch, long begun, Instant startedAt, Optional<ProbeGate> probe) {
        this.queue = queue;
        this.batch = batch;
        this.begun = begun;
        this.startedAt = startedAt;
        this.probe = probe;
        probe.ifPresent(ProbeGate::onProbe);
    }

    public Batch<P> batch() {
        return batch;
    }

    /** Whether its route accepts no events at present. */
    public boolean isRouteUnavailable() {
        return queue.health().isOpen();
    }

    /** The number of failures since its route became unavailable. */
    public int routeFailures() {
        return queue.health().failures();
    }

    /** Called when the attempt takes much longer than usual. */
    void stall() {
        if (!isStalled) {
            isStalled = true;
            queue.countStalled(1);
        }
    }

    boolean isStalled() {
        return isStalled;
    }

    void onEnd() {
        queue.health().onEnd();
        if (isStalled) {
            queue.countStalled(-1);
        }
    }

    RouteQueue<P> queue() {
        return queue;
    }

    long begun() {
        return begun;
    }

    Instant startedAt() {
        return startedAt;
    }

    Optional<ProbeGate> probe() {
        return probe;
    }
}
