/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.ColumnType;

/**
 * A column of an existing table that statements refer to.
 *
 * @param databaseType the type in the database's own notation
 */
public record SqlColumn(String name, ColumnType type, String databaseType) {}
