/* SPDX-License-Identifier: Apache-2.0 */
/** What the task tells of itself, by Kafka Connect's plugin metrics. */
@NullMarked
package io.changefeed.fanout.metrics;

import org.jspecify.annotations.NullMarked;
