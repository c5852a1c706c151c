/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import java.time.Duration;

/**
 * The default values of a sink, which depend on its destination.
 *
 * @param maxInFlight the maximum number of deliveries in flight
 * @param batchMaxRecords the maximum number of events in a batch
 * @param batchMaxBytes the maximum size of a batch, as DynamoDB counts its events
 * @param batchLinger how long an event waits for others to fill a batch
 */
public record DeliveryDefaults(int maxInFlight, int batchMaxRecords, long batchMaxBytes, Duration batchLinger) {}
