/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import io.changefeed.readmodel.sql.table.TableName;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of the tables: whether they are created, and where versions are stored. */
public final class JdbcTableConfig {
    public static final String AUTO_CREATE = "auto.create";
    public static final String AUTO_EVOLVE = "auto.evolve";
    public static final String VERSION_COLUMN = "version.column";

    private static final String GROUP = "Tables";

    private final AbstractConfig config;

    JdbcTableConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        AUTO_CREATE,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether missing tables are created: the target table and the table of the items' versions,"
                                + " `<table>"
                                + ReadModelSchema.VERSIONS_SUFFIX
                                + "`, or, if items can share a row, the table of the items, `<table>"
                                + ReadModelSchema.ITEMS_SUFFIX + "`, and the target table as a view of it.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Create tables")
                .define(
                        AUTO_EVOLVE,
                        Type.BOOLEAN,
                        false,
                        MEDIUM,
                        "Whether missing columns are added. Columns are never removed or altered, and key columns are"
                                + " never added.",
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
                        "Column for the version of a row. It is used if `" + WriteConfig.DELETED_COLUMN
                                + "` is set and every item has its own row. Otherwise, versions are stored in the table"
                                + " `<table>" + ReadModelSchema.VERSIONS_SUFFIX + "` or `<table>"
                                + ReadModelSchema.ITEMS_SUFFIX + "`.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Version column");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(
                PropertyCondition.isTrue(WriteConfig.STALE_WRITE_GUARD)
                        .and(PropertyCondition.set(WriteConfig.DELETED_COLUMN)),
                VERSION_COLUMN);
    }

    static void check(PropertyChecks checks) {
        checks.value(ProjectionConfig.TABLE, String.class).ifPresent(name -> {
            try {
                TableName.parse(name);
            } catch (IllegalArgumentException e) {
                checks.addError(ProjectionConfig.TABLE, e.getMessage() + ".");
            }
        });
    }

    /** Checks the property that has an effect for some tables only. */
    static void check(PropertyChecks checks, ReadModelSchema schema) {
        if (checks.isChanged(VERSION_COLUMN) && !schema.hasVersionInRow()) {
            checks.addError(
                    VERSION_COLUMN,
                    "Has no effect, because rows do not contain their versions. Remove it, or set '"
                            + WriteConfig.DELETED_COLUMN + "' and '" + WriteConfig.STALE_WRITE_GUARD
                            + "=true', and " + ProjectionConfig.OWN_ROWS);
        }
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
