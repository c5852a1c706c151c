/* SPDX-License-Identifier: Apache-2.0 */
/** The running task: turns read results into source records, and moves frontiers with them. */
@NullMarked
package io.changefeed.source.task;

import org.jspecify.annotations.NullMarked;
