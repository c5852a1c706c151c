/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/**
 * A table of the lake as its users see it: Iceberg lists the committed Parquet files, and DuckDB queries them.
 *
 * @param local maps the location of a file in Iceberg to its path on this machine
 */
record Lake(Catalog catalog, TableIdentifier identifier, Columns columns, UnaryOperator<String> local) {
    static Lake of(Recipe recipe, Map<String, String> environment, Columns columns, UnaryOperator<String> local) {
        Map<String, String> properties = recipe.properties("iceberg.catalog.", environment);
        // The test reads with the keys of the bucket, independent of the credentials of the sink.
        properties.keySet().removeIf(name -> name.startsWith("client."));
        properties.put("client.region", "us-east-1");
        properties.put("s3.access-key-id", S3.ACCESS_KEY);
        properties.put("s3.secret-access-key", S3.SECRET_KEY);
        Catalog catalog =
                CatalogUtil.buildIcebergCatalog(recipe.property("iceberg.catalog"), properties, new Configuration());
        return new Lake(catalog, TableIdentifier.parse(recipe.property("iceberg.tables")), columns, local);
    }

    /** Whether the table exists and has data. */
    boolean hasRows() {
        return catalog.tableExists(identifier) && !files().isEmpty();
    }

    /** The committed data files. */
    List<FileScanTask> files() {
        Table table = catalog.loadTable(identifier);
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Returns the result of the documented query. */
    Set<Map<String, ItemValue>> currentState() {
        Set<Map<String, ItemValue>> rows = new HashSet<>();
        query(Recipe.text("lake/current-state.sql"), row -> {
            if (!rows.add(columns.read(row))) {
                throw new IllegalStateException("duplicate row: " + columns.read(row));
            }
        });
        return rows;
    }

    /** Returns the number that a query of the table {@code orders} selects. */
    long count(String query) {
        List<Long> counts = new ArrayList<>();
        query(query, row -> counts.add(row.getLong(1)));
        return counts.get(0);
    }

    private void query(String sql, RowConsumer rows) {
        String files = files().stream()
                .map(file -> "'" + local.apply(file.file().location()) + "'")
                .collect(joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE VIEW orders AS SELECT * FROM read_parquet([" + files + "], union_by_name = true)");
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    rows.accept(result);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface RowConsumer {
        void accept(ResultSet row) throws SQLException;
    }
}
