/* SPDX-License-Identifier: Apache-2.0 */
/** A table's stream: its shards, what they hold, what a listing shows of them and how they are read. Pure: no I/O, no threads. */
@NullMarked
package io.changefeed.simulator.stream;

import org.jspecify.annotations.NullMarked;
