/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The shards of a stream, their lineages, and the slots and positions from which the connector reads them.
 *
 * <p>Everything here is a value or a pure function that uses neither the AWS SDK nor Kafka Connect nor a clock.
 */
@NullMarked
package io.changefeed.source.lineage;

import org.jspecify.annotations.NullMarked;
