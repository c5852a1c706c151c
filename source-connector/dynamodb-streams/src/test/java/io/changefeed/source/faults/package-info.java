/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Faults: the connector in real workers, against the simulator as a process of its own, while something is killed,
 * paused, cut, throttled or put forward. What is on the topics is counted against what was written.
 *
 * <p>One round in {@code mvn verify}, more with {@code -Pfaults}; the seed of a round is in the test's name, and {@code
 * -Dfaults.seed} plays it again.
 */
@NullMarked
package io.changefeed.source.faults;

import org.jspecify.annotations.NullMarked;
