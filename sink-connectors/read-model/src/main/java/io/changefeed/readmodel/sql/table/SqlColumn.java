/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.ColumnType;

/**
 * A column as statements need it.
 *
 * @param databaseType the type that the database says it has, in its own words
 */
public record SqlColumn(String name, ColumnType type, String databaseType) {}
