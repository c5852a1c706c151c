/* SPDX-License-Identifier: Apache-2.0 */
/** What a task tells of itself, by Kafka Connect's plugin metrics. */
@NullMarked
package io.changefeed.source.metrics;

import org.jspecify.annotations.NullMarked;
