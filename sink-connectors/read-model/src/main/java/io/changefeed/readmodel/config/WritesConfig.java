/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
import io.changefeed.readmodel.store.WriteMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How rows are written, whatever the store. */
public final class WritesConfig {
    public static final String WRITE_MODE = "write.mode";
    public static final String DELETED_COLUMN = "deleted.column";
    public static final String TOMBSTONE_RETENTION = "tombstone.retention.ms";

    private static final String GROUP = "Writes";

    private final AbstractConfig config;

    public WritesConfig(AbstractConfig config) {
        this.config = config;
    }

    public static void addTo(ConfigDef definition) {
        definition
                .define(
                        WRITE_MODE,
                        Type.STRING,
                        WriteMode.GUARDED.text(),
                        ValidString.in(WriteMode.GUARDED.text(), WriteMode.BATCH.text()),
                        MEDIUM,
                        "`guarded`: a write applies only when it is newer than what the row holds, so that neither a repetition"
                                + " nor a late write of a task that has lost its partitions takes a row back. `batch`: writes"
                                + " apply as they come, which is the fastest and has no guard.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Write mode")
                .define(
                        DELETED_COLUMN,
                        Type.STRING,
                        null,
                        MEDIUM,
                        "A column for the time at which a row was deleted: rows stay, with this column set, and queries leave"
                                + " them out (soft delete). Empty: rows are deleted.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Column of the deletion's time")
                .define(
                        TOMBSTONE_RETENTION,
                        Type.LONG,
                        Duration.ofDays(7).toMillis(),
                        Range.atLeast(Duration.ofMinutes(1).toMillis()),
                        LOW,
                        "How long the version of a deleted row is kept with `" + WRITE_MODE + "="
                                + WriteMode.GUARDED.text()
                                + "`, so that a late older write cannot bring the row back. Longer than a task that has lost"
                                + " its partitions can go on.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Retention of tombstones");
    }

    /** Checks what depends on the names of the projection's columns, after {@link ProjectionConfig#check}. */
    public static void check(PropertyChecks checks) {
        checks.value(DELETED_COLUMN, String.class)
                .filter(ProjectionConfig.columnNames(checks)::contains)
                .ifPresent(name -> checks.addError(DELETED_COLUMN, "The projection has a column of this name."));
    }

    public WriteMode writeMode() {
        return WriteMode.valueOf(config.getString(WRITE_MODE).toUpperCase(Locale.ROOT));
    }

    /** The column for the time of a deletion; empty when rows are deleted. */
    public Optional<String> deletedColumn() {
        return Optional.ofNullable(config.getString(DELETED_COLUMN)).filter(name -> !name.isBlank());
    }

    public Duration tombstoneRetention() {
        return Duration.ofMillis(config.getLong(TOMBSTONE_RETENTION));
    }
}
