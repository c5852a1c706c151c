/* SPDX-License-Identifier: Apache-2.0 */
/** Delivers the queued events on one thread, for which no other thread waits, and measures it. */
@NullMarked
package io.changefeed.delivery.dispatch;

import org.jspecify.annotations.NullMarked;
