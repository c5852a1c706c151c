/* SPDX-License-Identifier: Apache-2.0 */
/** The recent past: the events that the server holds, and cursors into them. Without threads, time and I/O. */
@NullMarked
package io.changefeed.fanout.ring;

import org.jspecify.annotations.NullMarked;
