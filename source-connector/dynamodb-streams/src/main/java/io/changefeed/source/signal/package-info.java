/* SPDX-License-Identifier: Apache-2.0 */
/** Signals: records of a Kafka topic that start, pause, resume and stop snapshots of a running connector. */
@NullMarked
package io.changefeed.source.signal;

import org.jspecify.annotations.NullMarked;
