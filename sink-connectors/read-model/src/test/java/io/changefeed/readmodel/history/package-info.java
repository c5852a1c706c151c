/* SPDX-License-Identifier: Apache-2.0 */
/** Random histories of a write-side table, delivered as badly as they can be, against stores. */
@NullMarked
package io.changefeed.readmodel.history;

import org.jspecify.annotations.NullMarked;
