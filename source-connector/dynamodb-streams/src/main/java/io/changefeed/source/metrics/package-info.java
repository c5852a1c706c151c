/* SPDX-License-Identifier: Apache-2.0 */
/** The metrics of a task, exposed as plugin metrics of Kafka Connect. */
@NullMarked
package io.changefeed.source.metrics;

import org.jspecify.annotations.NullMarked;
