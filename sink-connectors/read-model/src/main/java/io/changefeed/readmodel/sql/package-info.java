/* SPDX-License-Identifier: Apache-2.0 */
/** The JDBC row store: rows in a table of PostgreSQL, MySQL or MariaDB. */
@NullMarked
package io.changefeed.readmodel.sql;

import org.jspecify.annotations.NullMarked;
