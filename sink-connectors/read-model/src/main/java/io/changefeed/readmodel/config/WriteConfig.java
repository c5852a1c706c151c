/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.StringProperties;
import io.changefeed.readmodel.row.TargetTable;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of writes that all stores have in common. */
public final class WriteConfig {
    public static final String STALE_WRITE_GUARD = "stale.write.guard";
    public static final String DELETED_COLUMN = "deleted.column";
    public static final String TOMBSTONE_RETENTION = "tombstone.retention.ms";

    private static final String GROUP = "Writes";

    private final AbstractConfig config;

    public WriteConfig(AbstractConfig config) {
        this.config = config;
    }

    public static void addTo(ConfigDef definition) {
        definition
                .define(
                        STALE_WRITE_GUARD,
                        Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether a write is skipped if the row already contains the same or a newer version of the"
                                + " item. With the guard, neither redelivery nor a late write by a task that lost its"
                                + " partitions reverts a row. Without it, writes apply in the order in which they"
                                + " arrive, which is faster, and which requires that every item has its own row.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Guard against stale writes")
                .define(
                        DELETED_COLUMN,
                        Type.STRING,
                        null,
                        MEDIUM,
                        "Column for the time at which a row was deleted (soft delete). Deleted rows remain with this"
                                + " column set, and queries must exclude them. If empty, rows are deleted. Requires"
                                + " that every item has its own row.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Deletion time column")
                .define(
                        TOMBSTONE_RETENTION,
                        Type.LONG,
                        Duration.ofDays(7).toMillis(),
                        Range.between(
                                Duration.ofMinutes(1).toMillis(),
                                Duration.ofDays(3650).toMillis()),
                        LOW,
                        "Time in milliseconds for which the version of a deleted row is kept with `" + STALE_WRITE_GUARD
                                + "=true` and without `" + DELETED_COLUMN
                                + "`, so that a late, older write does not restore the row. Set it to at least"
                                + " the retention of the topic, because events can be read again from its beginning.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Tombstone retention (ms)");
    }

    /** Adds the conditions on which it depends whether a property has a meaning. */
    public static void addConditions(ConfigForm form) {
        form.showIf(
                PropertyCondition.isTrue(STALE_WRITE_GUARD).and(PropertyCondition.unset(DELETED_COLUMN)),
                TOMBSTONE_RETENTION);
    }

    /** Checks the properties that depend on the projection's columns. Call it after {@link ProjectionConfig#check}. */
    public static void check(PropertyChecks checks) {
        checks.value(DELETED_COLUMN, String.class)
                .filter(ProjectionConfig.columnNames(checks)::contains)
                .ifPresent(
                        name -> checks.addError(DELETED_COLUMN, "The projection already has a column with this name."));
    }

    /** Checks the properties that depend on whether several items can share a row. */
    public static void check(PropertyChecks checks, TargetTable target) {
        boolean isGuarded = checks.value(STALE_WRITE_GUARD, Boolean.class).orElse(true);
        if (!isGuarded && !target.hasOneItemPerRow()) {
            checks.addError(
                    STALE_WRITE_GUARD,
                    "Several items can share a row. Without the guard, an item that leaves the row deletes the row of"
                            + " the others. Set it to true, or " + ProjectionConfig.OWN_ROWS);
        }
        if (checks.isSet(DELETED_COLUMN) && !target.hasOneItemPerRow()) {
            checks.addError(
                    DELETED_COLUMN,
                    "Several items can share a row, which is not deleted with one of them. Remove this property, or "
                            + ProjectionConfig.OWN_ROWS);
        }
        if (checks.isChanged(TOMBSTONE_RETENTION) && (!isGuarded || checks.isSet(DELETED_COLUMN))) {
            checks.addError(
                    TOMBSTONE_RETENTION,
                    isGuarded
                            ? "Has no effect with '" + DELETED_COLUMN + "', because no row is deleted. Remove it."
                            : "Has no effect with '" + STALE_WRITE_GUARD + "=false'. Remove it.");
        }
    }

    /** Whether stale writes are skipped. */
    public boolean staleWriteGuard() {
        return config.getBoolean(STALE_WRITE_GUARD);
    }

    /** The column for the deletion time; empty if rows are deleted. */
    public Optional<String> deletedColumn() {
        return StringProperties.text(config, DELETED_COLUMN);
    }

    public Duration tombstoneRetention() {
        return Duration.ofMillis(config.getLong(TOMBSTONE_RETENTION));
    }
}
