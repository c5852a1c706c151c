/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

/**
 * The limits of a task's deliveries.
 *
 * @param inFlight the maximum number of deliveries in flight; deliveries that take much longer than usual can be added
 * @param batch the limits of one delivery
 * @param readAhead the number of events to read ahead, those in flight included; one of many routes can use only a share
 * @param maxBlockedRecords the number of events that can be kept while they cannot be delivered and others can
 * @param maxBlockedBytes the total size of these events
 */
public record DeliveryLimits(
        int inFlight, BatchLimits batch, int readAhead, long maxBlockedRecords, long maxBlockedBytes) {}
