/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import java.time.Duration;

/**
 * For how long a subscriber is waited for, and how long it waits.
 *
 * @param slow until one that takes nothing is disconnected
 * @param token until the server must have come up to a token
 */
public record Patience(Duration slow, Duration token) {}
