/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

/**
 * How much of the buffer the events use that cannot be delivered at present.
 *
 * @param waiting the number of events for which others must be read: blocked events, and those that wait for an event of
 *     their item or for others to fill their batch, or exceed the share of their route
 * @param quotaUsed the share of their part of the buffer that is in use; can exceed 1
 * @param isDestinationUnavailable whether no event can be delivered at all
 */
public record BlockedUsage(long waiting, double quotaUsed, boolean isDestinationUnavailable) {}
