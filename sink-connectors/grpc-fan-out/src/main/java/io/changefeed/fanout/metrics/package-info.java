/* SPDX-License-Identifier: Apache-2.0 */
/** The metrics and the status of a task. */
@NullMarked
package io.changefeed.fanout.metrics;

import org.jspecify.annotations.NullMarked;
