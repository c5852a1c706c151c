/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import java.time.Duration;

/**
 * What suits a sink's destination, where users say nothing else.
 *
 * @param maxInFlight deliveries under way at a time
 * @param batchMaxRecords events of one delivery
 * @param batchMaxBytes bytes of one delivery, as DynamoDB counts the events
 * @param batchLinger how long an event waits for others
 */
public record DeliveryDefaults(int maxInFlight, int batchMaxRecords, long batchMaxBytes, Duration batchLinger) {}
