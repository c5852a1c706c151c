/* SPDX-License-Identifier: Apache-2.0 */
/** Rows of the target table, the changes of them, and the versions that decide which item a row shows. */
@NullMarked
package io.changefeed.readmodel.row;

import org.jspecify.annotations.NullMarked;
