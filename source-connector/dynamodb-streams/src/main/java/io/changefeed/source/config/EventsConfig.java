/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.NameAdjustment;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Properties of the format and the size of events. */
public final class EventsConfig {
    public static final String EVENT_FORMAT = "event.format";
    public static final String ITEM_FORMAT = "item.format";
    public static final String SCHEMA_NAME_ADJUSTMENT = "schema.name.adjustment.mode";
    public static final String FIELD_NAME_ADJUSTMENT = "field.name.adjustment.mode";
    public static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";
    public static final String MAX_EVENT_BYTES = "max.event.bytes";
    public static final String ON_OVERSIZE = "on.oversize";

    /** Properties of Connect. A connector sees them only in its own configuration. */
    private static final String KEY_CONVERTER = "key.converter";

    private static final String VALUE_CONVERTER = "value.converter";
    private static final String TRANSFORMS = "transforms";
    private static final String BYTE_ARRAY_CONVERTER = "org.apache.kafka.connect.converters.ByteArrayConverter";

    /** An event without images never exceeds this size: a lower limit could reject every event. */
    private static final long MIN_EVENT_BYTES = 16 * 1024;

    private static final EnumValues<EventFormat> EVENT_FORMATS = EnumValues.of(EventFormat.class, EventFormat::text);
    private static final EnumValues<ItemFormat> ITEM_FORMATS = EnumValues.of(ItemFormat.class, ItemFormat::text);
    private static final EnumValues<NameAdjustment> NAME_ADJUSTMENTS =
            EnumValues.of(NameAdjustment.class, NameAdjustment::text);
    private static final EnumValues<OversizePolicy> OVERSIZE_POLICIES =
            EnumValues.of(OversizePolicy.class, OversizePolicy::text);

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
                        "Format of record keys and values. `struct`: a Struct with a Connect schema, for any converter"
                                + " and schema registry. `map`: nested maps without a schema, for the JsonConverter"
                                + " with `schemas.enable=false`. `json`: the JSON of `map` as bytes, which is the"
                                + " fastest format. It requires `" + KEY_CONVERTER + "` and `" + VALUE_CONVERTER
                                + "` in the configuration of the connector, both `" + BYTE_ARRAY_CONVERTER
                                + "`; transforms of the connector cannot access the fields.",
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
                        "Format of items in events. `dynamodb-json`: DynamoDB JSON, which preserves all types and"
                                + " exact numbers, for example `{\"n\":{\"N\":\"1.50\"}}`. `json`: plain JSON, in"
                                + " which sets become arrays and binary values become Base64 strings.",
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
                        "How schema names are adjusted for compatibility with the converter. `none`: no adjustment."
                                + " `avro_unicode`: each underscore, and each character that is invalid in Avro and"
                                + " Protobuf names, is replaced with `_uXXXX`, so that different names remain"
                                + " different.",
                        TopicsConfig.GROUP,
                        5,
                        Width.SHORT,
                        "Schema name adjustment")
                .define(
                        FIELD_NAME_ADJUSTMENT,
                        Type.STRING,
                        NameAdjustment.NONE.text(),
                        NAME_ADJUSTMENTS.validator(),
                        LOW,
                        "How the field names of record keys, which are the names of the key attributes, are adjusted"
                                + " for compatibility with the converter. The values are the same as for `"
                                + SCHEMA_NAME_ADJUSTMENT
                                + "`.",
                        TopicsConfig.GROUP,
                        6,
                        Width.SHORT,
                        "Field name adjustment")
                .define(
                        TOMBSTONES_ON_DELETE,
                        Type.BOOLEAN,
                        true,
                        MEDIUM,
                        "Whether each delete event is followed by a tombstone, a record with the same key and a null"
                                + " value, which lets log compaction remove all records of the item. Its header"
                                + " `changefeed.event` contains the delete event without the old image.",
                        TopicsConfig.GROUP,
                        7,
                        Width.SHORT,
                        "Tombstones on delete")
                .define(
                        MAX_EVENT_BYTES,
                        Type.LONG,
                        null,
                        ConfigDef.LambdaValidator.with(
                                EventsConfig::requireMinimum, () -> "at least " + MIN_EVENT_BYTES + ", or empty"),
                        MEDIUM,
                        "Maximum size of an event in bytes. The size is that of the key and the"
                                + " value as JSON with schemas, which is an upper bound for the JsonConverter; Avro and"
                                + " Protobuf are smaller. With `" + EVENT_FORMAT + "=json`, it is the exact size."
                                + " Set it to at most the `max.request.size` of the producer."
                                + " Empty: no limit; if the producer then rejects a record, the task fails with an"
                                + " error that does not identify the item.",
                        TopicsConfig.GROUP,
                        8,
                        Width.SHORT,
                        "Maximum event size (bytes)")
                .define(
                        ON_OVERSIZE,
                        Type.STRING,
                        OversizePolicy.FAIL.text(),
                        OVERSIZE_POLICIES.validator(),
                        MEDIUM,
                        "Action for an event that is larger than `"
                                + MAX_EVENT_BYTES
                                + "`. `fail`: the task fails with an error that identifies the item, and later"
                                + " changes of the shard are not emitted. `drop-before`: the old image is dropped;"
                                + " the task fails if the event is still too large. `keys-only`: both images are"
                                + " dropped. The field `source.dropped_images` lists the dropped images.",
                        TopicsConfig.GROUP,
                        9,
                        Width.SHORT,
                        "Action on an oversize event");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(MAX_EVENT_BYTES), ON_OVERSIZE);
    }

    static void check(PropertyChecks checks) {
        checkConverter(checks, KEY_CONVERTER);
        checkConverter(checks, VALUE_CONVERTER);
        boolean required = checks.value(ON_OVERSIZE, String.class)
                .filter(text -> !text.equals(OversizePolicy.FAIL.text()))
                .isPresent();
        if (required && checks.value(MAX_EVENT_BYTES, Long.class).isEmpty() && !checks.hasError(MAX_EVENT_BYTES)) {
            checks.addError(
                    MAX_EVENT_BYTES, "Required unless '" + ON_OVERSIZE + "' is '" + OversizePolicy.FAIL.text() + "'.");
        }
    }

    private static void checkConverter(PropertyChecks checks, String property) {
        checks.value(EVENT_FORMAT, String.class)
                .flatMap(format -> converterProblem(format, checks.properties(), property))
                .ifPresent(problem -> checks.addUndefinedError(property, problem));
    }

    /**
     * Without this check, the JsonConverter would write bytes as Base64 without an error. The ByteArrayConverter accepts only
     * bytes, which can also be the result of a transform.
     */
    private static Optional<String> converterProblem(String format, Map<String, String> properties, String property) {
        boolean isBytes = format.equals(EventFormat.JSON.text());
        boolean hasConverter = BYTE_ARRAY_CONVERTER.equals(properties.get(property));
        if (isBytes && !hasConverter) {
            return Optional.of("Must be '" + BYTE_ARRAY_CONVERTER + "' in the configuration of the connector if '"
                    + EVENT_FORMAT + "' is '" + EventFormat.JSON.text()
                    + "': other converters do not write the bytes as they are.");
        }
        if (!isBytes && hasConverter && properties.get(TRANSFORMS) == null) {
            return Optional.of("Fails at the events of '" + EVENT_FORMAT + "=" + format + "'. Set '" + EVENT_FORMAT
                    + "' to '" + EventFormat.JSON.text() + "', or use another converter.");
        }
        return Optional.empty();
    }

    private static void requireMinimum(String property, @Nullable Object value) {
        if (value instanceof Long bytes && bytes < MIN_EVENT_BYTES) {
            throw new ConfigException(property, value, "Value must be at least " + MIN_EVENT_BYTES);
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

    /** The maximum size of an event; empty for no limit. */
    public OptionalLong maxEventBytes() {
        Long bytes = config.getLong(MAX_EVENT_BYTES);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    public OversizePolicy onOversize() {
        return OVERSIZE_POLICIES.get(config, ON_OVERSIZE);
    }
}
