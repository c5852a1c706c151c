/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

/** When snapshots of a table are taken: {@code snapshot.mode}, with Debezium's values. */
public enum SnapshotMode {
    /** Tables are not scanned; only changes are read. */
    NO_DATA,
    /** Once, if the table has no snapshot yet. */
    INITIAL,
    /** Like {@link #INITIAL}, but changes are not read. */
    INITIAL_ONLY,
    /** Like {@link #INITIAL}, and again after a gap. */
    WHEN_NEEDED,
    /** Each time the connector starts. */
    ALWAYS
}
