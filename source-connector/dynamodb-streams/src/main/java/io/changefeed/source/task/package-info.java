/* SPDX-License-Identifier: Apache-2.0 */
/** The started task: what was read becomes source records, and frontiers advance with them. */
@NullMarked
package io.changefeed.source.task;

import org.jspecify.annotations.NullMarked;
