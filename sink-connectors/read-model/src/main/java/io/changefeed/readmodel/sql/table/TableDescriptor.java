/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static java.util.Collections.unmodifiableMap;
import static java.util.Collections.unmodifiableNavigableSet;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The definition of an existing table.
 *
 * @param columns the columns by name; the map compares names as the database does
 * @param uniqueIndexes the unique indexes, the primary key first
 * @param indexes the columns of each index that contains all rows, unique or not, in order and up to the first
 *     expression
 */
public record TableDescriptor(
        Kind kind, Map<String, Column> columns, List<UniqueIndex> uniqueIndexes, List<List<String>> indexes) {
    public TableDescriptor {
        columns = unmodifiableMap(columns);
        uniqueIndexes = List.copyOf(uniqueIndexes);
        indexes = List.copyOf(indexes);
    }

    /** Returns the primary key; empty if the table has none. */
    public Optional<UniqueIndex> primaryKey() {
        return uniqueIndexes.stream().filter(UniqueIndex::isPrimary).findFirst();
    }

    /** What a table name refers to. */
    public enum Kind {
        /** A table that keeps its rows, and whose changes are atomic. */
        TABLE,
        VIEW,
        /** A table of another server, or another object that contains rows but is no table. */
        OTHER,
        TEMPORARY,
        /** A table of PostgreSQL that is empty after a crash. */
        UNLOGGED,
        /** A table of MySQL or MariaDB whose storage engine cannot roll back. */
        NOT_TRANSACTIONAL
    }

    /** Which value the database stores in a column. */
    public enum Default {
        /** That of the statement, otherwise NULL. */
        NONE,
        /** That of the statement, otherwise a default. */
        VALUE,
        /** That of the statement, but the next number in place of 0 and NULL. */
        AUTO_INCREMENT,
        /** The next number. Statements cannot set the column. */
        IDENTITY,
        /** The stored result of an expression. Statements cannot set the column. */
        STORED,
        /** The result of an expression, computed by each query. Statements cannot set the column. */
        VIRTUAL
    }

    /**
     * A column of an existing table.
     *
     * @param type the database's name of the type, in lower case; of a domain, its base type; of an enumeration,
     *     {@code enum}
     * @param notation the type in statements. PostgreSQL: without a length, and the base type of a domain. MySQL and
     *     MariaDB: with all attributes that a {@code MODIFY} has to repeat, except for NULL and the default
     * @param size the precision of a decimal, or the length of a {@code varchar} in characters; 0 if it is unlimited,
     *     and for other types
     * @param scale the number of digits after the decimal point, or of fractional seconds
     * @param collation the collation of a text column; in PostgreSQL only if it is nondeterministic
     * @param changesOnUpdate whether an update of other columns sets this one to the current time
     */
    public record Column(
            String type,
            String notation,
            int size,
            int scale,
            Optional<String> collation,
            boolean isNullable,
            Default defaultValue,
            boolean changesOnUpdate) {
        /** Whether rows cannot be inserted without a value. */
        public boolean isRequired() {
            return !isNullable && defaultValue == Default.NONE;
        }

        /** Returns the type with its precision and scale, for messages. */
        public String typeText() {
            if (size > 0) {
                return type + "(" + size + (type.equals("varchar") ? "" : "," + scale) + ")";
            }
            return scale > 0 || type.startsWith("timestamp") ? type + "(" + scale + ")" : type;
        }
    }

    /** Why a unique index does not identify rows by its columns. */
    public enum Restriction {
        PREFIX("covers only the first characters of a column"),
        EXPRESSION("contains an expression"),
        PARTIAL("does not contain all rows"),
        DEFERRABLE("is deferrable"),
        INVALID("is invalid because its creation failed"),
        COLLATION("has a collation that treats different values as equal");

        private final String reason;

        Restriction(String reason) {
            this.reason = reason;
        }

        /** Returns what the index does, as a predicate of a sentence. */
        public String reason() {
            return reason;
        }
    }

    /**
     * A unique index.
     *
     * @param isConstraint whether a constraint of the same name owns the index, as it does for primary keys
     * @param columns the columns of which the index contains the complete value, in a set that compares names as the
     *     database does
     */
    public record UniqueIndex(
            String name,
            boolean isPrimary,
            boolean isConstraint,
            NavigableSet<String> columns,
            Set<Restriction> restrictions) {
        public UniqueIndex {
            columns = unmodifiableNavigableSet(columns);
            restrictions = Set.copyOf(restrictions);
        }

        /** Returns this index with the columns and the restrictions of another part of it. */
        public UniqueIndex and(UniqueIndex part) {
            NavigableSet<String> allColumns = new TreeSet<>(columns);
            Set<Restriction> allRestrictions = new HashSet<>(restrictions);
            allColumns.addAll(part.columns);
            allRestrictions.addAll(part.restrictions);
            return new UniqueIndex(name, isPrimary, isConstraint, allColumns, allRestrictions);
        }
    }
}
