/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.firestore.service.StaleWriteGuard;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The properties of document writes. */
public final class WritesConfig {
    public static final String WRITE_MODE = "write.mode";
    public static final String MERGE_FIELD = "merge.field";
    public static final String STALE_WRITE_GUARD = "stale.write.guard";
    public static final String STALE_WRITE_GUARD_FIELD = "stale.write.guard.field";
    public static final String STALE_WRITE_GUARD_COLLECTION = "stale.write.guard.collection";
    public static final String RAMP_UP = "ramp.up";

    /** A property of Kafka Connect. */
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
                        "Handling of document fields that the item does not have. `replace`: they are removed."
                                + " `merge`: fields of other writers are kept, and fields of removed attributes are"
                                + " removed. Requires `stale.write.guard`, whose transaction reads which fields the"
                                + " sink has written. In both modes, deleting the item deletes its document.",
                        GROUP,
                        1,
                        Width.SHORT,
                        "Write mode")
                .define(
                        MERGE_FIELD,
                        Type.STRING,
                        "changefeed_fields",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the name of a field"),
                        LOW,
                        "Field in which each document lists the fields that the sink has written, for"
                                + " `write.mode=merge`. Exempt the field from indexing.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "List of fields")
                .define(
                        STALE_WRITE_GUARD,
                        Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether a write is skipped if the document already contains the same or a newer version of"
                                + " the item. The guard reads the version of each document in the transaction that"
                                + " writes it, which costs two reads per write. Without it, a late write by a task"
                                + " that lost its partitions, or from a broken connection, can overwrite a newer one."
                                + " The task then skips only writes that are older than its own last one to the"
                                + " document, for the last 10,000 documents that it wrote.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Stale-write guard")
                .define(
                        STALE_WRITE_GUARD_FIELD,
                        Type.STRING,
                        "changefeed_order",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the name of a field"),
                        LOW,
                        "Field in which each document stores its version (the event's `source.order`) for"
                                + " `" + STALE_WRITE_GUARD + "`. Exempt the field from indexing: an indexed value that"
                                + " increases monotonically limits a collection to 500 writes per second.",
                        GROUP,
                        4,
                        Width.MEDIUM,
                        "Version field")
                .define(
                        STALE_WRITE_GUARD_COLLECTION,
                        Type.STRING,
                        "changefeed_removed",
                        ConfigDef.LambdaValidator.with(WritesConfig::requireField, () -> "the id of a collection"),
                        LOW,
                        "Collection that stores the versions of deleted documents for `" + STALE_WRITE_GUARD + "`."
                                + " Create a TTL policy on its field `expires_at`, which is one day after the delete.",
                        GROUP,
                        5,
                        Width.MEDIUM,
                        "Collection of deleted documents")
                .define(
                        RAMP_UP,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the connector starts with at most 500 writes per second and increases the rate by 50%"
                                + " every 5 minutes, as Google recommends for new collections. The rate is divided"
                                + " evenly among `tasks.max` tasks. Set this property to `false` if the collections"
                                + " are already in use.",
                        GROUP,
                        6,
                        Width.SHORT,
                        "Ramp up");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.in(WRITE_MODE, WRITE_MODES.text(WriteMode.MERGE)), MERGE_FIELD)
                .showIf(
                        PropertyCondition.isTrue(STALE_WRITE_GUARD),
                        STALE_WRITE_GUARD_FIELD,
                        STALE_WRITE_GUARD_COLLECTION);
    }

    static void check(PropertyChecks checks) {
        if (checks.value(WRITE_MODE, String.class)
                .filter(WRITE_MODES.text(WriteMode.MERGE)::equals)
                .isPresent()) {
            checkMerge(checks);
        }
        if (checks.value(STALE_WRITE_GUARD, Boolean.class).orElse(false)) {
            checks.value(STALE_WRITE_GUARD_COLLECTION, String.class)
                    .filter(guard -> checks.value(DocumentsConfig.COLLECTION, String.class)
                            .filter(path -> path.equals(guard) || path.endsWith("/" + guard))
                            .isPresent())
                    .ifPresent(guard -> checks.addError(
                            STALE_WRITE_GUARD_COLLECTION,
                            "Must differ from the last part of '" + DocumentsConfig.COLLECTION + "': its TTL policy and"
                                    + " its exemptions from indexing apply to all collections of this name."));
            checks.value(STALE_WRITE_GUARD_FIELD, String.class)
                    .filter(StaleWriteGuard.TOMBSTONE_FIELDS::contains)
                    .ifPresent(field -> checks.addError(
                            STALE_WRITE_GUARD_FIELD,
                            "The documents in '" + STALE_WRITE_GUARD_COLLECTION
                                    + "' have another field with this name: choose a different one."));
        }
    }

    private static void checkMerge(PropertyChecks checks) {
        checks.value(STALE_WRITE_GUARD, Boolean.class)
                .filter(guard -> !guard)
                .ifPresent(off -> checks.addError(
                        STALE_WRITE_GUARD,
                        "Must be true with '" + WRITE_MODE + "=merge': the transaction of the guard reads which"
                                + " fields of a document the sink has written."));
        checks.value(MERGE_FIELD, String.class)
                .filter(field -> checks.value(STALE_WRITE_GUARD_FIELD, String.class)
                        .filter(field::equals)
                        .isPresent())
                .ifPresent(
                        field -> checks.addError(MERGE_FIELD, "Must differ from '" + STALE_WRITE_GUARD_FIELD + "'."));
    }

    private static void requireField(String property, @Nullable Object value) {
        if (value instanceof String text && (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,99}") || text.matches("__.*__"))) {
            throw new ConfigException(
                    property, value, "Expected up to 100 ASCII letters, digits and underscores, but not __…__.");
        }
    }

    /** The field that lists the fields of the item; empty if documents are replaced. */
    public Optional<String> mergeField() {
        return WRITE_MODES.get(config, WRITE_MODE) == WriteMode.MERGE
                ? Optional.of(config.getString(MERGE_FIELD))
                : Optional.empty();
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

    /** Connect passes {@code tasks.max} to the tasks too. */
    private int tasks() {
        return Integer.parseInt(
                config.originalsStrings().getOrDefault(TASKS_MAX, "1").trim());
    }
}
