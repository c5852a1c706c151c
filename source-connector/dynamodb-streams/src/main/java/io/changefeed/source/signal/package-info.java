/* SPDX-License-Identifier: Apache-2.0 */
/** Signals: records of a Kafka topic by which people ask a running connector for snapshots, and read by the connector. */
@NullMarked
package io.changefeed.source.signal;

import org.jspecify.annotations.NullMarked;
