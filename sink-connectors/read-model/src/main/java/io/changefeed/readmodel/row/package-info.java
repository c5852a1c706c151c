/* SPDX-License-Identifier: Apache-2.0 */
/** Rows of the target table, and what a change of a source item does to them. */
@NullMarked
package io.changefeed.readmodel.row;

import org.jspecify.annotations.NullMarked;
