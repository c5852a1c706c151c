/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Many subscribers that join, stall, cancel and reconnect, with a comparison of the received and the written events.
 */
@NullMarked
package io.changefeed.fanout.subscribers;

import org.jspecify.annotations.NullMarked;
