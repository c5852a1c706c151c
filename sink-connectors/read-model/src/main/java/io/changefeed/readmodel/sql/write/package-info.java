/* SPDX-License-Identifier: Apache-2.0 */
/** Writes row changes in a transaction: with versions in a column, in a separate table, or without versions. */
@NullMarked
package io.changefeed.readmodel.sql.write;

import org.jspecify.annotations.NullMarked;
