/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The change event and its representations on a Kafka topic.
 *
 * <p>This package is the contract between the source connector, which writes change events, and the sinks, which read
 * them. It depends neither on the AWS SDK nor on a Kafka client.
 */
@NullMarked
package io.changefeed.event;

import org.jspecify.annotations.NullMarked;
