/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.util.Collection;
import java.util.List;

/**
 * Measured times, of any unit.
 *
 * @param sorted at least one time, the shortest first
 */
public record Times(List<Long> sorted) {
    private static final double PERCENTILE = 0.99;

    public static Times of(Collection<Long> times) {
        return new Times(times.stream().sorted().toList());
    }

    public int count() {
        return sorted.size();
    }

    public double median() {
        return sorted.get(count() / 2);
    }

    public double percentile99() {
        return sorted.get((int) (count() * PERCENTILE));
    }
}
