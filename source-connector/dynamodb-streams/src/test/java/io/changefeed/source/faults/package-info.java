/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Fault tests: the connector in real workers reads the simulator while processes are killed or paused, calls fail or are
 * throttled, and time advances. The events on the topics are compared with the changes.
 *
 * <p>{@code mvn verify} runs one round, {@code -Pfaults} runs more. The name of a test contains its seed; run it again
 * with {@code -Dfaults.seed}.
 */
@NullMarked
package io.changefeed.source.faults;

import org.jspecify.annotations.NullMarked;
