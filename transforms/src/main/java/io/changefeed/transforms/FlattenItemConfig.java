/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.PropertyNames;
import io.changefeed.transforms.row.DeclaredRowConverter;
import io.changefeed.transforms.row.NestedFormat;
import io.changefeed.transforms.row.NullCharacterHandling;
import io.changefeed.transforms.row.NumberMode;
import io.changefeed.transforms.row.RowConverter;
import io.changefeed.transforms.row.SchemalessRowConverter;
import io.changefeed.transforms.row.UndeclaredAttributes;
import io.changefeed.transforms.type.DeclaredFields;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The properties of {@link FlattenItem}. */
final class FlattenItemConfig {
    static final String FIELDS = "fields";
    static final String UNDECLARED = "undeclared.attributes";
    static final String NUMBER_MODE = "number.mode";
    static final String NESTED_FORMAT = "nested.format";
    static final String DELETES = "delete.tombstone.handling.mode";

    static final String NULL_CHARACTERS = "null.character.handling.mode";

    private static final String SCHEMA = "Rows with a schema";
    private static final String SCHEMALESS = "Rows without a schema";
    private static final String TEXT = "Text";
    private static final String EVENTS = "Deletes";

    private static final EnumValues<UndeclaredAttributes> UNDECLARED_MODES = EnumValues.of(UndeclaredAttributes.class);
    private static final EnumValues<NumberMode> NUMBER_MODES = EnumValues.of(NumberMode.class);
    private static final EnumValues<NestedFormat> NESTED_FORMATS =
            EnumValues.of(NestedFormat.class, NestedFormat::text);
    private static final EnumValues<NullCharacterHandling> NULL_CHARACTER_MODES =
            EnumValues.of(NullCharacterHandling.class);
    private static final EnumValues<DeleteTombstoneHandling> DELETE_MODES =
            EnumValues.of(DeleteTombstoneHandling.class, DeleteTombstoneHandling::text);

    static final ConfigDef DEFINITION = definition();

    private final AbstractConfig config;

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef()
                .define(
                        FIELDS,
                        Type.STRING,
                        "",
                        LambdaValidator.with(FlattenItemConfig::checkFields, () -> "column declarations, as in SQL"),
                        HIGH,
                        "The fields of a row, declared like columns in SQL, for example `id string, total decimal(12,2)"
                                + " default 0, tags array<string>, address struct<street: string, no: int>`. Each"
                                + " field has the name of its attribute; declare key attributes, too. Types: `string`"
                                + " (S, and N with all of its digits), `boolean`, `int`, `bigint`, `double` (numbers"
                                + " that a double gives back with the same digits), `decimal(p,s)` (never rounded),"
                                + " `binary`, `array<type>` (lists and sets), `map<string,type>`, `struct<name: type,"
                                + " …>`, `json` (any value, as JSON), `dynamodb_json` (any value, as DynamoDB JSON)."
                                + " Names with characters other than letters, digits and `_` are enclosed in"
                                + " backticks. A missing or NULL attribute becomes its default, or null. An event"
                                + " with a value that does not fit is rejected. If empty, rows have no schema.",
                        SCHEMA,
                        1,
                        Width.LONG,
                        "Fields")
                .define(
                        UNDECLARED,
                        Type.STRING,
                        UNDECLARED_MODES.text(UndeclaredAttributes.REJECT),
                        UNDECLARED_MODES.validator(),
                        MEDIUM,
                        "How to handle attributes that `" + FIELDS
                                + "` does not declare. `reject`: the event is rejected."
                                + " `json`: they are collected in the field `" + UndeclaredAttributes.FIELD
                                + "` as DynamoDB JSON. `ignore`: they are dropped.",
                        SCHEMA,
                        2,
                        Width.SHORT,
                        "Undeclared attributes")
                .define(
                        NUMBER_MODE,
                        Type.STRING,
                        NUMBER_MODES.text(NumberMode.STRING),
                        NUMBER_MODES.validator(),
                        MEDIUM,
                        "How to represent numbers if `" + FIELDS
                                + "` is empty. `string`: as a string with all digits. `precise`: as a 64-bit integer"
                                + " or a double if that represents the number exactly, otherwise as a string. Use"
                                + " `precise` only with sinks that accept different types in a field; sinks that"
                                + " infer columns do not.",
                        SCHEMALESS,
                        1,
                        Width.SHORT,
                        "Numbers")
                .define(
                        NESTED_FORMAT,
                        Type.STRING,
                        NestedFormat.JSON.text(),
                        NESTED_FORMATS.validator(),
                        MEDIUM,
                        "How to represent maps, lists and sets if `" + FIELDS + "` is empty. `json`: as JSON text."
                                + " `dynamodb-json`: as DynamoDB JSON text. `native`: as maps and lists, for sinks"
                                + " that accept elements of different types. Binary is always a Base64 string.",
                        SCHEMALESS,
                        2,
                        Width.SHORT,
                        "Nested values")
                .define(
                        NULL_CHARACTERS,
                        Type.STRING,
                        NULL_CHARACTER_MODES.text(NullCharacterHandling.KEEP),
                        NULL_CHARACTER_MODES.validator(),
                        MEDIUM,
                        "How to handle the null character U+0000 in keys, text and the names of attributes, at every"
                                + " depth. `keep`: it is kept. `reject`: the event is rejected. Set `reject` for"
                                + " PostgreSQL, which cannot store this character in text or JSON: a sink would fail"
                                + " at the record, and stop.",
                        TEXT,
                        1,
                        Width.SHORT,
                        "Null characters")
                .define(
                        DELETES,
                        Type.STRING,
                        DeleteTombstoneHandling.REWRITE.text(),
                        DELETE_MODES.validator(),
                        MEDIUM,
                        "How to handle deletes and the tombstones that follow them, as in Debezium's"
                                + " ExtractNewRecordState. `rewrite`: a delete becomes a row of the old image, or of"
                                + " the key if there is no old image that fits, with `__deleted` set to true, and the"
                                + " tombstone is dropped. `rewrite-with-tombstone`: the same, but the tombstone is"
                                + " kept. `tombstone`: a delete becomes a tombstone, for sinks that delete on"
                                + " tombstones. `drop`: both are dropped. With `rewrite` and `tombstone`, a tombstone"
                                + " whose delete was removed by log compaction is handled as that delete.",
                        EVENTS,
                        1,
                        Width.MEDIUM,
                        "Deletes and tombstones");
        return new ConfigForm(definition)
                .showIf(PropertyCondition.set(FIELDS), UNDECLARED)
                .showIf(PropertyCondition.unset(FIELDS), NUMBER_MODE, NESTED_FORMAT)
                .complete();
    }

    /** @throws ConfigException if a property is unknown, null or invalid */
    FlattenItemConfig(Map<String, ?> properties) {
        PropertyNames.ofTransform(DEFINITION).requireValid(properties);
        config = new AbstractConfig(DEFINITION, properties, false);
        if (config.getString(FIELDS).isBlank()) {
            requireDefault(UNDECLARED, "without '" + FIELDS + "'");
        } else {
            requireDefault(NUMBER_MODE, "with '" + FIELDS + "'");
            requireDefault(NESTED_FORMAT, "with '" + FIELDS + "'");
        }
    }

    private void requireDefault(String property, String condition) {
        Object value = config.values().get(property);
        if (!Objects.equals(DEFINITION.defaultValues().get(property), value)) {
            throw new ConfigException(property, value, "Has no effect " + condition + ". Remove one of them.");
        }
    }

    private static void checkFields(String property, Object value) {
        try {
            fields(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(property, value, e.getMessage());
        }
    }

    private static DeclaredFields fields(String text) {
        DeclaredFields fields = DeclaredFields.parse(text);
        RowConverter.RESERVED.stream().filter(fields::contains).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("the field name '" + name + "' is reserved; set " + UNDECLARED
                    + "=json to keep an attribute with this name");
        });
        return fields;
    }

    RowConverter converter() {
        DeclaredFields fields = fields(config.getString(FIELDS));
        return fields.isEmpty()
                ? new SchemalessRowConverter(
                        NUMBER_MODES.get(config, NUMBER_MODE),
                        NESTED_FORMATS.get(config, NESTED_FORMAT),
                        nullCharacters())
                : new DeclaredRowConverter(fields, UNDECLARED_MODES.get(config, UNDECLARED), nullCharacters());
    }

    NullCharacterHandling nullCharacters() {
        return NULL_CHARACTER_MODES.get(config, NULL_CHARACTERS);
    }

    DeleteTombstoneHandling deletes() {
        return DELETE_MODES.get(config, DELETES);
    }
}
