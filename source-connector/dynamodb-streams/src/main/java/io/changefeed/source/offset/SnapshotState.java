/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.offset;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lifecycle of a snapshot: its states and the transitions between them. A transition that a state does not allow
 * throws an {@link IllegalStateException}, whose message completes a sentence about the snapshot.
 *
 * <pre>
 * Needed ── start ──> Waiting ── scan ──> Scanning ── complete ──> Done
 * any but ended ── pause ──> Paused ── resume ──> Waiting
 * any but ended ── stop ──> Stopped
 * Waiting, Scanning ── abandon ──> Abandoned
 * </pre>
 *
 * <p>A snapshot begins as {@link Waiting}, or as {@link Needed} after a gap. {@link Waiting} and {@link Scanning} have the
 * same text: a restarted task always waits first.
 */
public sealed interface SnapshotState {
    /** The value in the stored offset. */
    String text();

    /** Whether a task was assigned the snapshot. */
    default boolean hasStarted() {
        return true;
    }

    /** Whether a task reads the snapshot, or is about to. */
    default boolean isRunning() {
        return false;
    }

    /** Whether the snapshot is final: it reads no more pages. */
    default boolean hasEnded() {
        return false;
    }

    /** A task starts the snapshot. A snapshot that has already started keeps its state. */
    default SnapshotState start() {
        return this;
    }

    /** Kafka Connect has committed all offsets on which the first page depends. */
    default SnapshotState scan() {
        throw new IllegalStateException("is not waiting");
    }

    /** Kafka Connect has committed the end of every segment. */
    default SnapshotState complete() {
        throw new IllegalStateException("is not being read");
    }

    /** A gap makes another snapshot necessary. */
    default SnapshotState abandon() {
        throw new IllegalStateException("is not being read");
    }

    /** A signal pauses the snapshot. */
    default SnapshotState pause() {
        return new Paused();
    }

    /** A signal resumes the snapshot. */
    default SnapshotState resume() {
        throw new IllegalStateException("is not paused");
    }

    /** A signal stops the snapshot for good. */
    default SnapshotState stop() {
        return new Stopped();
    }

    /**
     * The type of the heartbeat record that stores a state.
     *
     * @param before the stored state of the same snapshot; empty for a new snapshot
     */
    static String heartbeatType(Optional<SnapshotState> before, SnapshotState next) {
        if (before.equals(Optional.of(next))) {
            // Signals that arrived together and canceled each other.
            return "snapshot_signal";
        }
        if (next instanceof Waiting) {
            return before.filter(Paused.class::isInstance).isPresent() ? "snapshot_resume" : "snapshot_begin";
        }
        if (next instanceof Paused) {
            return "snapshot_pause";
        }
        return next instanceof Stopped ? "snapshot_stop" : "snapshot_signal";
    }

    /**
     * Parses the value in a stored offset.
     *
     * @throws IllegalArgumentException when no state has this text
     */
    static SnapshotState parse(String text) {
        return Stream.of(new Needed(), new Waiting(), new Paused(), new Done(), new Stopped())
                .filter(state -> state.text().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a valid snapshot state"));
    }

    /** A task found a gap and requests the snapshot. Table discovery assigns it to a task. */
    record Needed() implements SnapshotState {
        @Override
        public String text() {
            return "needed";
        }

        @Override
        public boolean hasStarted() {
            return false;
        }

        @Override
        public SnapshotState start() {
            return new Waiting();
        }
    }

    /** A state in which a task is reading the snapshot, or is about to. */
    sealed interface Running extends SnapshotState {
        @Override
        default String text() {
            return "running";
        }

        @Override
        default boolean isRunning() {
            return true;
        }

        @Override
        default SnapshotState abandon() {
            return new Abandoned();
        }
    }

    /** The task waits until Kafka Connect has committed the start positions of the table's stream. */
    record Waiting() implements Running {
        @Override
        public SnapshotState scan() {
            return new Scanning();
        }
    }

    /** The task reads the table. */
    record Scanning() implements Running {
        @Override
        public SnapshotState complete() {
            return new Done();
        }
    }

    /** A signal paused the snapshot. */
    record Paused() implements SnapshotState {
        @Override
        public String text() {
            return "paused";
        }

        @Override
        public SnapshotState pause() {
            throw new IllegalStateException("is already paused");
        }

        @Override
        public SnapshotState resume() {
            return new Waiting();
        }
    }

    /** A final state. */
    sealed interface Ended extends SnapshotState {
        @Override
        default boolean hasEnded() {
            return true;
        }

        @Override
        default SnapshotState pause() {
            throw new IllegalStateException("has ended");
        }

        @Override
        default SnapshotState resume() {
            throw new IllegalStateException("has ended");
        }

        @Override
        default SnapshotState stop() {
            throw new IllegalStateException("has ended");
        }
    }

    /** All rows are in Kafka. */
    record Done() implements Ended {
        @Override
        public String text() {
            return "done";
        }
    }

    /** A signal stopped the snapshot. */
    record Stopped() implements Ended {
        @Override
        public String text() {
            return "stopped";
        }
    }

    /** Another snapshot replaces it. Never stored: the other snapshot overwrites the offset. */
    record Abandoned() implements Ended {
        @Override
        public String text() {
            return "abandoned";
        }
    }
}
