/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Which shards are read, and when: the forest of a stream's shards, cut into slots, and how far each slot has come.
 *
 * <p>Everything here is a value or a pure function; nothing here knows the AWS SDK, Kafka Connect or a clock.
 */
@NullMarked
package io.changefeed.source.lineage;

import org.jspecify.annotations.NullMarked;
