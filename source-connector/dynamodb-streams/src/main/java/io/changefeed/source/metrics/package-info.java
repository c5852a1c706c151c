/* SPDX-License-Identifier: Apache-2.0 */
/** The metrics of a task, exposed as Kafka Connect plugin metrics. */
@NullMarked
package io.changefeed.source.metrics;

import org.jspecify.annotations.NullMarked;
