/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import java.time.Duration;

/**
 * Timeouts of a subscription.
 *
 * @param slowSubscriber how long a subscriber may accept no responses before it is disconnected
 * @param tokenWait how long a subscriber waits for the server to reach its token
 */
public record Timeouts(Duration slowSubscriber, Duration tokenWait) {}
