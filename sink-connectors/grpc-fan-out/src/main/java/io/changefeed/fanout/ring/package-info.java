/* SPDX-License-Identifier: Apache-2.0 */
/** The ring of recent events and the cursors of its readers. No threads, clocks or I/O. */
@NullMarked
package io.changefeed.fanout.ring;

import org.jspecify.annotations.NullMarked;
