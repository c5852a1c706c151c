/* SPDX-License-Identifier: Apache-2.0 */
/** Rows in a table of PostgreSQL, MySQL or MariaDB, over JDBC. */
@NullMarked
package io.changefeed.readmodel.sql;

import org.jspecify.annotations.NullMarked;
