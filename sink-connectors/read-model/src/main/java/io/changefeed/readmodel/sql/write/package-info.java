/* SPDX-License-Identifier: Apache-2.0 */
/** How changes are written in one transaction: with the version in the row, with claims beside it, or without either. */
@NullMarked
package io.changefeed.readmodel.sql.write;

import org.jspecify.annotations.NullMarked;
