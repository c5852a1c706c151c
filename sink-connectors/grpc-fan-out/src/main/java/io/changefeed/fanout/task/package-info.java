/* SPDX-License-Identifier: Apache-2.0 */
/** The started task: topic records become events in the ring, whose offsets are not committed while the ring holds them. */
@NullMarked
package io.changefeed.fanout.task;

import org.jspecify.annotations.NullMarked;
