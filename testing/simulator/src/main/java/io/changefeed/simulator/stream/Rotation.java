/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/**
 * When shards rotate by themselves.
 *
 * @param everyRecords a shard is closed once it holds this many records; 0 for never
 * @param splitEvery every so many of these rotations is a split; 0 for none
 */
public record Rotation(int everyRecords, int splitEvery) {
    public static final Rotation NONE = new Rotation(0, 0);

    public static Rotation every(int records) {
        return new Rotation(records, 0);
    }

    public Rotation splittingEvery(int rotations) {
        return new Rotation(everyRecords, rotations);
    }
}
