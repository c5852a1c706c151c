/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.NameAdjustment;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How events are written. */
public final class EventsConfig {
    public static final String EVENT_FORMAT = "event.format";
    public static final String ITEM_FORMAT = "item.format";
    public static final String SCHEMA_NAME_ADJUSTMENT = "schema.name.adjustment.mode";
    public static final String FIELD_NAME_ADJUSTMENT = "field.name.adjustment.mode";
    public static final String TOMBSTONES_ON_DELETE = "tombstones.on.delete";

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
                        ValidString.in(EventFormat.STRUCT.text(), EventFormat.MAP.text()),
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
                        ValidString.in(ItemFormat.DYNAMODB_JSON.text(), ItemFormat.JSON.text()),
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
                        ValidString.in(NameAdjustment.NONE.text(), NameAdjustment.AVRO_UNICODE.text()),
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
                        ValidString.in(NameAdjustment.NONE.text(), NameAdjustment.AVRO_UNICODE.text()),
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
                        "Tombstones");
    }

    public EventFormat format() {
        return EventFormat.ofText(config.getString(EVENT_FORMAT)).orElseThrow();
    }

    public ItemFormat itemFormat() {
        return ItemFormat.ofText(config.getString(ITEM_FORMAT)).orElseThrow();
    }

    public NameAdjustment schemaNames() {
        return NameAdjustment.ofText(config.getString(SCHEMA_NAME_ADJUSTMENT)).orElseThrow();
    }

    public NameAdjustment fieldNames() {
        return NameAdjustment.ofText(config.getString(FIELD_NAME_ADJUSTMENT)).orElseThrow();
    }

    public boolean tombstonesOnDelete() {
        return config.getBoolean(TOMBSTONES_ON_DELETE);
    }
}
