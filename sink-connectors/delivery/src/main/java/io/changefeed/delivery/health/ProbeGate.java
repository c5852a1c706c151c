/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import io.changefeed.connector.Backoff;
import java.time.Instant;
import java.util.Optional;

/** Admits one probe at a time, with a backoff that grows with the number of failed probes. */
public final class ProbeGate {
    private final Backoff backoff;
    private int failures;
    private boolean isProbing;
    private Instant due = Instant.MIN;

    ProbeGate(Backoff backoff) {
        this.backoff = backoff;
    }

    /** Called when the outage starts. */
    void start(Instant now) {
        failures = 1;
        due = now.plus(backoff.delay(failures));
    }

    /** Returns when a probe can start; empty while the result of one is pending. */
    public Optional<Instant> opensAt() {
        return isProbing ? Optional.empty() : Optional.of(due);
    }

    int failures() {
        return failures;
    }

    /** Called when a probe starts. */
    public void onProbe() {
        isProbing = true;
    }

    /** Called when the probe was aborted or succeeded. */
    public void onEnd() {
        isProbing = false;
    }

    /** Called when the probe failed. */
    public void onFailure(Instant now) {
        isProbing = false;
        failures++;
        due = now.plus(backoff.delay(failures));
    }

    /** Admits the next probe at once. */
    void wake() {
        due = Instant.MIN;
    }
}
