/* SPDX-License-Identifier: Apache-2.0 */
/** What a sink's task tells of itself, by Kafka Connect's plugin metrics. */
@NullMarked
package io.changefeed.delivery.metrics;

import org.jspecify.annotations.NullMarked;
