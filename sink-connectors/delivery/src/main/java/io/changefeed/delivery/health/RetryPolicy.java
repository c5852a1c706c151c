/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import io.changefeed.connector.Backoff;
import java.time.Duration;

/**
 * Decides when a failed delivery is retried and when an event is no longer retried.
 *
 * @param backoff the delay before a retry
 * @param timeout how long an event at fault is retried if the destination does not reject it
 */
public record RetryPolicy(Backoff backoff, Duration timeout) {}
