/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WritesConfig;
import io.changefeed.readmodel.sql.table.Layout;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The tables: whether they are made, and where versions are. */
public final class TablesConfig {
    public static final String AUTO_CREATE = "auto.create";
    public static final String AUTO_EVOLVE = "auto.evolve";
    public static final String VERSION_COLUMN = "version.column";

    private static final String GROUP = "Tables";

    private final AbstractConfig config;

    TablesConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        AUTO_CREATE,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether the table is created when it is missing, and the table of its versions," + " `<table>"
                                + Layout.CLAIMS + "`, where there is one.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Create tables")
                .define(
                        AUTO_EVOLVE,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether columns that are missing are added. Columns are never removed or changed, and none is"
                                + " added to the key.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Add columns")
                .define(
                        VERSION_COLUMN,
                        Type.STRING,
                        "__order",
                        new NonEmptyString(),
                        LOW,
                        "The column for the version of a row. Only with `" + WritesConfig.DELETED_COLUMN
                                + "`, and only where the key of the row holds the whole key of its item. Otherwise versions"
                                + " are in `<table>" + Layout.CLAIMS + "`.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Column of the version");
    }

    static void check(PropertyChecks checks) {
        checks.value(VERSION_COLUMN, String.class).ifPresent(version -> {
            if (ProjectionConfig.columnNames(checks).contains(version)) {
                checks.addError(VERSION_COLUMN, "The projection has a column of this name.");
            } else if (checks.value(WritesConfig.DELETED_COLUMN, String.class)
                    .filter(version::equals)
                    .isPresent()) {
                checks.addError(VERSION_COLUMN, "It is the '" + WritesConfig.DELETED_COLUMN + "' too.");
            }
        });
    }

    public boolean autoCreate() {
        return config.getBoolean(AUTO_CREATE);
    }

    public boolean autoEvolve() {
        return config.getBoolean(AUTO_EVOLVE);
    }

    public String versionColumn() {
        return config.getString(VERSION_COLUMN);
    }
}
