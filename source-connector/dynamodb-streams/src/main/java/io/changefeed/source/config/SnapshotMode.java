/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

/** When snapshots of a table are taken: {@code snapshot.mode}, with the values that Debezium uses. */
public enum SnapshotMode {
    /** Tables are not scanned; only changes are read. */
    NO_DATA,
    /** Once, when no snapshot of the table is stored. */
    INITIAL,
    /** Like {@link #INITIAL}, but changes are not read. */
    INITIAL_ONLY,
    /** Like {@link #INITIAL}, and again after a gap. */
    WHEN_NEEDED,
    /** Each time the connector starts. */
    ALWAYS
}
