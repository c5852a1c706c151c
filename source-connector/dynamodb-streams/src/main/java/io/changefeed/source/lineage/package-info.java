/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The shards of a stream, their lineages, and the slots and positions that the connector reads them from.
 *
 * <p>Everything here is a value or a pure function, without the AWS SDK, Kafka Connect or a clock.
 */
@NullMarked
package io.changefeed.source.lineage;

import org.jspecify.annotations.NullMarked;
