/* SPDX-License-Identifier: Apache-2.0 */
/** The metrics and the status line of a task, on all versions of Kafka Connect. */
@NullMarked
package io.changefeed.connector.metrics;

import org.jspecify.annotations.NullMarked;
