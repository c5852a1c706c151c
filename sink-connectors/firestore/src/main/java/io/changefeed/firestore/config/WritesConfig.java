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
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** How documents are written. */
public final class WritesConfig {
    public static final String WRITE_MODE = "write.mode";
    public static final String STALE_GUARD = "stale.guard";
    public static final String STALE_GUARD_FIELD = "stale.guard.field";
    public static final String STALE_GUARD_COLLECTION = "stale.guard.collection";
    public static final String RAMP_UP = "ramp.up";

    /** Connect's. */
    private static final String TASKS_MAX = "tasks.max";

    private static final String NONE = "none";
    private static final String TRANSACTION = "transaction";
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
                        "`replace`: the document is the item and nothing else. `merge`: fields that others have written stay,"
                                + " and those of attributes that the item has lost go, which needs old images. A delete"
                                + " deletes the document in both.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Write mode")
                .define(
                        STALE_GUARD,
                        Type.STRING,
                        NONE,
                        ValidString.in(NONE, TRANSACTION),
                        MEDIUM,
                        "`none`: writes of an item are made in order by the task that has its partition; a late write of a"
                                + " task that has lost the partition, or of a connection that was cut, can come after newer"
                                + " ones. `transaction`: a document that is newer already is left alone; each write reads"
                                + " twice before it.",
                        GROUP,
                        2,
                        Width.SHORT,
                        "Guard against stale writes")
                .define(
                        STALE_GUARD_FIELD,
                        Type.STRING,
                        "changefeed_order",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the name of a field"),
                        LOW,
                        "With `stale.guard=transaction`, the field of each document that holds its version, the event's"
                                + " `source.order`. Exempt it from indexing: an indexed value that only grows caps a"
                                + " collection at 500 writes a second.",
                        GROUP,
                        3,
                        Width.MEDIUM,
                        "Field of the version")
                .define(
                        STALE_GUARD_COLLECTION,
                        Type.STRING,
                        "changefeed_removed",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the id of a collection"),
                        LOW,
                        "With `stale.guard=transaction`, the collection for the versions of documents that were deleted. Each"
                                + " has a field `expires_at`, a day later, for a TTL policy.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Collection of removed documents")
                .define(
                        RAMP_UP,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the connector begins with 500 writes a second at most and takes half as many again every 5"
                                + " minutes, as Google advises for new collections. Each task has its share, by `tasks.max`."
                                + " `false` where the collections are in use already.",
                        GROUP,
                        5,
                        Width.SHORT,
                        "Ramp up");
    }

    private static void requireField(String property, @Nullable Object value) {
        if (value instanceof String text && (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,99}") || text.matches("__.*__"))) {
            throw new ConfigException(
                    property, value, "Expected up to 100 ASCII letters, digits and underscores, not __…__.");
        }
    }

    public WriteMode writeMode() {
        return WRITE_MODES.get(config, WRITE_MODE);
    }

    /** Empty when there is no guard. */
    public Optional<StaleWriteGuard> guard() {
        return config.getString(STALE_GUARD).equals(TRANSACTION)
                ? Optional.of(new StaleWriteGuard(
                        config.getString(STALE_GUARD_FIELD), config.getString(STALE_GUARD_COLLECTION)))
                : Optional.empty();
    }

    /** How many tasks share the rate that a new collection is filled with at first; empty when there is no such limit. */
    public Optional<Integer> rampFor() {
        return config.getBoolean(RAMP_UP) ? Optional.of(tasks()) : Optional.empty();
    }

    /** The worker's own property, which a task is given too; one where it is not set. */
    private int tasks() {
        return Integer.parseInt(config.originalsStrings().getOrDefault(TASKS_MAX, "1"));
    }
}
