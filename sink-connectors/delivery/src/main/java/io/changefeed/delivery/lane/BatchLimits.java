/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import java.time.Duration;

/**
 * When a batch is full.
 *
 * @param records at least 1
 * @param bytes of its events together; one event alone may be larger
 * @param linger how long an event waits for others to fill the batch, from its arrival on
 */
public record BatchLimits(int records, long bytes, Duration linger) {}
