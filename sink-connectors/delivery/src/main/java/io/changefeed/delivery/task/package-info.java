/* SPDX-License-Identifier: Apache-2.0 */
/** The started task: records go in, offsets and dead letters come out, all on the task's thread. */
@NullMarked
package io.changefeed.delivery.task;

import org.jspecify.annotations.NullMarked;
