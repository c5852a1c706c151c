/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a database creates, changes and checks tables. */
public interface TableDialect {
    /** Creates a table with its indexes. */
    String createTable(TableDefinition table);

    /** Adds a nullable column. */
    String addColumn(TableName table, Column column);

    /** Whether a statement failed because the table or column already exists. */
    boolean isAlreadyExistsError(SQLException error);

    /** Whether a statement failed because the user lacks a privilege. */
    boolean isPrivilegeError(SQLException error);

    /** Allows a user to write a table. */
    String grantWrites(TableName table, String user);

    /** Adds a primary key on the key columns, or a unique index if there is a primary key that is not replaced. */
    String addKey(TableDefinition table, TableDescriptor existing, boolean replacesPrimaryKey);

    /** Adds an index on some columns. */
    String addIndex(TableDefinition table, List<Column> columns, TableDescriptor existing);

    /** Drops a unique index, or the constraint that owns it. */
    String dropIndex(TableName table, UniqueIndex index);

    /**
     * Allows to insert rows without a value of a column.
     *
     * @param primaryKey the primary key if it contains the column, which then cannot be nullable
     */
    String dropNotNull(
            TableName table, String column, TableDescriptor.Column existing, Optional<UniqueIndex> primaryKey);

    /** Changes the type of a column to the required one, with a collation that distinguishes keys. */
    String alterType(TableDefinition table, Column column);

    /** Whether the type of a column cannot be changed while a view contains it. */
    boolean locksTypesOfViews();

    /** Makes a column accept the values of statements. */
    String dropDefault(TableDefinition table, Column column, TableDescriptor.Default existing);

    /**
     * Why a column cannot store every value of a type without loss, or why different keys are equal in it; empty if it
     * is suitable.
     */
    Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey);

    /**
     * Why a column cannot store every ASCII text of a length; empty if it can.
     *
     * @param length in characters
     */
    Optional<String> findTextMismatch(int length, TableDescriptor.Column existing);

    /**
     * Why a unique index that does not identify rows makes an {@link RowDialect#upsert} fail or update other rows, as a
     * predicate of a sentence; empty if it does not.
     *
     * @param key the key columns, in a set that compares names as the database does
     * @param written all columns that are written, in such a set
     */
    Optional<String> findConflict(UniqueIndex index, TableDescriptor existing, Set<String> key, Set<String> written);
}
