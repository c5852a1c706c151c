/* SPDX-License-Identifier: Apache-2.0 */
/** The tables that are written: what they must be, what they are, and how they are made. */
@NullMarked
package io.changefeed.readmodel.sql.table;

import org.jspecify.annotations.NullMarked;
