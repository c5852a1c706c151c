/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The core that all sinks share, on top of which a sink implements its configuration and its {@link
 * io.changefeed.delivery.destination.Destination}. The {@link io.changefeed.delivery.SinkLoop} runs on the task's
 * thread: {@code record} reads events from records and tracks their offsets, {@code queue} decides which events are
 * delivered next, and {@code dispatch} delivers them on a second thread.
 */
@NullMarked
package io.changefeed.delivery;

import org.jspecify.annotations.NullMarked;
