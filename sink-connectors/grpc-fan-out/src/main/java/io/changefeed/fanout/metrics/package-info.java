/* SPDX-License-Identifier: Apache-2.0 */
/** The task's metrics, registered with Kafka Connect's plugin metrics. */
@NullMarked
package io.changefeed.fanout.metrics;

import org.jspecify.annotations.NullMarked;
