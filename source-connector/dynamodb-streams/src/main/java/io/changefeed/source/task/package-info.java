/* SPDX-License-Identifier: Apache-2.0 */
/** The running task: emits read results as source records, and advances the frontiers. */
@NullMarked
package io.changefeed.source.task;

import org.jspecify.annotations.NullMarked;
