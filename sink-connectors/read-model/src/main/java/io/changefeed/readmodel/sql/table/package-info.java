/* SPDX-License-Identifier: Apache-2.0 */
/** The definitions of tables: required ones and existing ones. */
@NullMarked
package io.changefeed.readmodel.sql.table;

import org.jspecify.annotations.NullMarked;
