/* SPDX-License-Identifier: Apache-2.0 */
/** The stream of a table: its shards and their records, listing and reading. No I/O, no threads. */
@NullMarked
package io.changefeed.simulator.stream;

import org.jspecify.annotations.NullMarked;
