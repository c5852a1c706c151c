/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.NameAdjustment;
import java.util.OptionalLong;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** How events are written. */
public final class EventsConfig {
    public static final String EVENT_FORMAT = "event.format";
    public static final String ITEM_FORMAT = "item.format";
    public static final String SCHEMA_NAME_ADJUSTMENT = "schema.name.adjustment.mode";
    public static final String FIELD_NAME_ADJUSTMENT = "field.name.adjustment.mode";
    public static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";
    public static final String MAX_EVENT_BYTES = "max.event.bytes";
    public static final String ON_OVERSIZE = "on.oversize";

    /** What the key and all that is no image can take: a limit below it could let nothing pass. */
    private static final long LEAST_EVENT_BYTES = 16 * 1024;

    private static final EnumValues<EventFormat> EVENT_FORMATS = EnumValues.of(EventFormat.class, EventFormat::text);
    private static final EnumValues<ItemFormat> ITEM_FORMATS = EnumValues.of(ItemFormat.class, ItemFormat::text);
    private static final EnumValues<NameAdjustment> NAME_ADJUSTMENTS =
            EnumValues.of(NameAdjustment.class, NameAdjustment::text);
    private static final EnumValues<OnOversize> ON_OVERSIZES = EnumValues.of(OnOversize.class, OnOversize::text);

    private final AbstractConfig config;

    EventsConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        EVENT_FORMAT,
                        Type.STRING,
                        EventFormat.STRUCT.text(),
                        EVENT_FORMATS.validator(),
                        HIGH,
                        "`struct`: with a Connect schema; works with every converter and schema registry. `map`: without a"
                                + " schema and nested; for the JsonConverter with `schemas.enable=false`.",
                        TopicsConfig.GROUP,
                        3,
                        Width.SHORT,
                        "Event format")
                .define(
                        ITEM_FORMAT,
                        Type.STRING,
                        ItemFormat.DYNAMODB_JSON.text(),
                        ITEM_FORMATS.validator(),
                        HIGH,
                        "How items are written. `dynamodb-json`: with their types, exact, `{\"n\":{\"N\":\"1.50\"}}`."
                                + " `json`: ordinary JSON for people; sets become arrays and binary becomes base64 text.",
                        TopicsConfig.GROUP,
                        4,
                        Width.SHORT,
                        "Item format")
                .define(
                        SCHEMA_NAME_ADJUSTMENT,
                        Type.STRING,
                        NameAdjustment.NONE.text(),
                        NAME_ADJUSTMENTS.validator(),
                        LOW,
                        "How schema names are made fit for a converter. `none`: as they are. `avro_unicode`: what Avro and"
                                + " Protobuf do not allow in a name becomes `_uXXXX`, the underscore too, so that two names"
                                + " never become one.",
                        TopicsConfig.GROUP,
                        5,
                        Width.SHORT,
                        "Schema names")
                .define(
                        FIELD_NAME_ADJUSTMENT,
                        Type.STRING,
                        NameAdjustment.NONE.text(),
                        NAME_ADJUSTMENTS.validator(),
                        LOW,
                        "The same for the names of fields, which are those of the key attributes.",
                        TopicsConfig.GROUP,
                        6,
                        Width.SHORT,
                        "Field names")
                .define(
                        TOMBSTONES_ON_DELETE,
                        Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether a record without a value follows each remove, so that a compacted topic forgets the item.",
                        TopicsConfig.GROUP,
                        7,
                        Width.SHORT,
                        "Tombstones")
                .define(
                        MAX_EVENT_BYTES,
                        Type.LONG,
                        null,
                        ConfigDef.LambdaValidator.with(
                                EventsConfig::requireRoom, () -> LEAST_EVENT_BYTES + " and more, or empty"),
                        MEDIUM,
                        "How large an event may be, in bytes: its key and its value as JSON with their schemas, which is at"
                                + " least what the JsonConverter makes of it; Avro and Protobuf are shorter. Set it to the"
                                + " producer's `max.request.size` or below. Empty: no limit, and what the producer refuses"
                                + " fails the task without a word of where it comes from.",
                        TopicsConfig.GROUP,
                        8,
                        Width.MEDIUM,
                        "Largest event (bytes)")
                .define(
                        ON_OVERSIZE,
                        Type.STRING,
                        OnOversize.FAIL.text(),
                        ON_OVERSIZES.validator(),
                        MEDIUM,
                        "What to do with an event that is larger than `" + MAX_EVENT_BYTES
                                + "`. `fail`: the task fails and names it, and nothing behind it is handed over."
                                + " `drop-before`: the old image is left out, and the task fails where that is not enough."
                                + " `keys-only`: both images are left out. What was left out, `source.dropped_images` says.",
                        TopicsConfig.GROUP,
                        9,
                        Width.SHORT,
                        "On an oversize event");
    }

    static void check(PropertyChecks checks) {
        boolean needed = checks.value(ON_OVERSIZE, String.class)
                .filter(text -> !text.equals(OnOversize.FAIL.text()))
                .isPresent();
        if (needed && checks.value(MAX_EVENT_BYTES, Long.class).isEmpty() && !checks.hasError(MAX_EVENT_BYTES)) {
            checks.addError(MAX_EVENT_BYTES, "'" + ON_OVERSIZE + "' needs to know which events are too large.");
        }
    }

    private static void requireRoom(String property, @Nullable Object value) {
        if (value instanceof Long bytes && bytes < LEAST_EVENT_BYTES) {
            throw new ConfigException(property, value, "Value must be at least " + LEAST_EVENT_BYTES);
        }
    }

    public EventFormat format() {
        return EVENT_FORMATS.get(config, EVENT_FORMAT);
    }

    public ItemFormat itemFormat() {
        return ITEM_FORMATS.get(config, ITEM_FORMAT);
    }

    public NameAdjustment schemaNames() {
        return NAME_ADJUSTMENTS.get(config, SCHEMA_NAME_ADJUSTMENT);
    }

    public NameAdjustment fieldNames() {
        return NAME_ADJUSTMENTS.get(config, FIELD_NAME_ADJUSTMENT);
    }

    public boolean tombstonesOnDelete() {
        return config.getBoolean(TOMBSTONES_ON_DELETE);
    }

    /** Empty when there is no limit. */
    public OptionalLong maxEventBytes() {
        Long bytes = config.getLong(MAX_EVENT_BYTES);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    public OnOversize onOversize() {
        return ON_OVERSIZES.get(config, ON_OVERSIZE);
    }
}
