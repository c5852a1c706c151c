/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/**
 * When shards rotate automatically.
 *
 * @param everyRecords the number of records after which a shard is closed; 0 for never
 * @param splitEvery the number of rotations after which one is a split; 0 for no splits
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
