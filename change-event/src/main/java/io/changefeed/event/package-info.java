/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The change event: one insert, modify, remove or snapshot read of one DynamoDB item, and its forms on a Kafka topic.
 *
 * <p>This package is the contract between the source connector, which writes change events, and the sinks, which read
 * them. It knows neither the AWS SDK nor a Kafka client.
 */
@NullMarked
package io.changefeed.event;

import org.jspecify.annotations.NullMarked;
