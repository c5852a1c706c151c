/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.firestore.service.StaleWriteGuard;
import io.changefeed.firestore.write.WriteMode;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The writes of documents. */
public final class WritesConfig {
    public static final String WRITE_MODE = "write.mode";
    public static final String STALE_WRITE_GUARD = "stale.write.guard";
    public static final String STALE_WRITE_GUARD_FIELD = "stale.write.guard.field";
    public static final String STALE_WRITE_GUARD_COLLECTION = "stale.write.guard.collection";
    public static final String RAMP_UP = "ramp.up";

    /** A property of Connect. */
    private static final String TASKS_MAX = "tasks.max";

    private static final String GROUP = "Writes";

    private static final EnumValues<WriteMode> WRITE_MODES = EnumValues.of(WriteMode.class);

    private final AbstractConfig config;

    WritesConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        WRITE_MODE,
                        Type.STRING,
                        WRITE_MODES.text(WriteMode.REPLACE),
                        WRITE_MODES.validator(),
                        MEDIUM,
                        "`replace`: a document contains the fields of the item only. `merge`: fields of other"
                                + " writers are kept, and fields of removed attributes are removed, which requires"
                                + " old images in the stream. A delete deletes the document in both modes.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Write mode")
                .define(
                        STALE_WRITE_GUARD,
                        Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether a stale write leaves a newer document unchanged. If `true`, a transaction reads"
                                + " the version of each document before it is written, which costs two reads per"
                                + " write. If `false`, a late write of a task that lost its partitions, or of a"
                                + " connection that broke, can overwrite a newer one.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Stale-write guard")
                .define(
                        STALE_WRITE_GUARD_FIELD,
                        Type.STRING,
                        "changefeed_order",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the name of a field"),
                        LOW,
                        "With `" + STALE_WRITE_GUARD + "=true`, the field of each document that stores its version,"
                                + " the event's `source.order`. Exempt it from indexing: an indexed value that"
                                + " increases monotonically limits a collection to 500 writes per second.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Version field")
                .define(
                        STALE_WRITE_GUARD_COLLECTION,
                        Type.STRING,
                        "changefeed_removed",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the id of a collection"),
                        LOW,
                        "With `" + STALE_WRITE_GUARD + "=true`, the collection that stores the versions of deleted"
                                + " documents. Each version has a field `expires_at`, one day after the delete, for a"
                                + " TTL policy.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Collection of deleted documents")
                .define(
                        RAMP_UP,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the connector starts with at most 500 writes per second and increases the rate by"
                                + " 50% every 5 minutes, as Google recommends for new collections. The tasks share"
                                + " the rate, by `tasks.max`. Set it to `false` if the collections are already in"
                                + " use.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Ramp up");
    }

    private static void requireField(String property, @Nullable Object value) {
        if (value instanceof String text && (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,99}") || text.matches("__.*__"))) {
            throw new ConfigException(
                    property, value, "Expected up to 100 ASCII letters, digits and underscores, but not __…__.");
        }
    }

    public WriteMode writeMode() {
        return WRITE_MODES.get(config, WRITE_MODE);
    }

    /** Empty if the guard is off. */
    public Optional<StaleWriteGuard> guard() {
        return config.getBoolean(STALE_WRITE_GUARD)
                ? Optional.of(new StaleWriteGuard(
                        config.getString(STALE_WRITE_GUARD_FIELD), config.getString(STALE_WRITE_GUARD_COLLECTION)))
                : Optional.empty();
    }

    /** The number of tasks that share the ramp-up of writes; empty for no ramp-up. */
    public Optional<Integer> rampUpTasks() {
        return config.getBoolean(RAMP_UP) ? Optional.of(tasks()) : Optional.empty();
    }

    /** Connect passes its property to the tasks too. */
    private int tasks() {
        return Integer.parseInt(config.originalsStrings().getOrDefault(TASKS_MAX, "1"));
    }
}
