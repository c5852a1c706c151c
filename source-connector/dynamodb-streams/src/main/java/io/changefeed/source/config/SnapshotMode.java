/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

/** When a table is read as a whole: {@code snapshot.mode}, with Debezium's names. */
public enum SnapshotMode {
    /** Tables are not scanned; only changes are read. */
    NO_DATA,
    /** Once for each table, when the connector has no snapshot of it yet. */
    INITIAL,
    /** As {@link #INITIAL}; changes are not read. */
    INITIAL_ONLY,
    /** As {@link #INITIAL}, and again wherever changes were lost. */
    WHEN_NEEDED,
    /** Whenever the connector starts. */
    ALWAYS
}
