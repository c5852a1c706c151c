/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.transforms.row.DeclaredRows;
import io.changefeed.transforms.row.InferredRows;
import io.changefeed.transforms.row.NestedFormat;
import io.changefeed.transforms.row.NumberMode;
import io.changefeed.transforms.row.Rows;
import io.changefeed.transforms.row.Undeclared;
import io.changefeed.transforms.type.DeclaredFields;
import java.util.Map;
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
    static final String REMOVES = "delete.tombstone.handling.mode";

    private static final String SCHEMA = "Rows with a schema";
    private static final String SCHEMALESS = "Rows without a schema";
    private static final String EVENTS = "Removes";

    private static final EnumValues<Undeclared> UNDECLARED_MODES = EnumValues.of(Undeclared.class);
    private static final EnumValues<NumberMode> NUMBER_MODES = EnumValues.of(NumberMode.class);
    private static final EnumValues<NestedFormat> NESTED_FORMATS = EnumValues.of(NestedFormat.class, NestedFormat::text);
    private static final EnumValues<Removes> REMOVE_MODES = EnumValues.of(Removes.class, Removes::text);

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    FIELDS,
                    Type.STRING,
                    "",
                    LambdaValidator.with(FlattenItemConfig::checkFields, () -> "as SQL declares columns"),
                    HIGH,
                    "The fields of a row, which are the item's attributes, key attributes too, as SQL declares columns: `id"
                            + " string, total decimal(12,2) default 0, tags array<string>, address struct<street: string,"
                            + " no: int>`. Types: `string` (takes S, and N with all its digits), `boolean`, `int`,"
                            + " `bigint`, `double` (numbers of which a double shows the same digits), `decimal(p,s)`"
                            + " (never rounded), `binary`, `array<type>` (lists and sets), `map<string,type>`,"
                            + " `struct<name: type, …>`, `json` (every value, as text), `dynamodb_json` (the same, with"
                            + " DynamoDB's types). A name with other characters than letters, digits and `_` is set in"
                            + " backticks. An attribute that is absent or NULL becomes its default, or null. An event"
                            + " with a value that does not fit is rejected. Empty: rows have no schema.",
                    SCHEMA,
                    1,
                    Width.LONG,
                    "Fields")
            .define(
                    UNDECLARED,
                    Type.STRING,
                    UNDECLARED_MODES.text(Undeclared.REJECT),
                    UNDECLARED_MODES.validator(),
                    MEDIUM,
                    "What becomes of attributes that `" + FIELDS
                            + "` does not declare. `reject`: the event is rejected."
                            + " `json`: they are kept in the field `" + Undeclared.FIELD
                            + "`, as DynamoDB's JSON. `ignore`: they are left out.",
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
                    "What numbers become where `" + FIELDS + "` is empty. `string`: text with all digits. `precise`: an"
                            + " integer where it is one of 64 bits, a double where that shows the same digits again, else"
                            + " text; for sinks that take different types in one field, which those that infer columns do"
                            + " not.",
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
                    "What maps, lists and sets become where `" + FIELDS
                            + "` is empty. `json`: text. `dynamodb-json`: text"
                            + " with DynamoDB's types. `native`: maps and lists, for sinks that take elements of different"
                            + " types. Binary is always Base64 text.",
                    SCHEMALESS,
                    2,
                    Width.SHORT,
                    "Nested values")
            .define(
                    REMOVES,
                    Type.STRING,
                    Removes.REWRITE.text(),
                    REMOVE_MODES.validator(),
                    MEDIUM,
                    "What becomes of a remove and of the tombstone that follows it, as in Debezium's"
                            + " ExtractNewRecordState. `rewrite`: a row of the old image (of the key alone where the view"
                            + " type has none) with `__deleted` true; no tombstone. `rewrite-with-tombstone`: both."
                            + " `tombstone`: a tombstone in place of the remove, and none after it; for sinks that delete"
                            + " by such. `drop`: neither.",
                    EVENTS,
                    1,
                    Width.MEDIUM,
                    "Removes and tombstones");

    private final AbstractConfig config;

    /** @throws ConfigException when a property is wrong */
    FlattenItemConfig(Map<String, ?> properties) {
        config = new AbstractConfig(DEFINITION, properties, false);
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
        Rows.RESERVED.stream().filter(fields::contains).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("every row has a field '" + name
                    + "' of its own; an attribute of this name" + " can be kept by " + UNDECLARED + "=json");
        });
        return fields;
    }

    Rows rows() {
        DeclaredFields fields = fields(config.getString(FIELDS));
        return fields.isEmpty()
                ? new InferredRows(
                        NUMBER_MODES.get(config, NUMBER_MODE),
                        NESTED_FORMATS.get(config, NESTED_FORMAT))
                : new DeclaredRows(fields, UNDECLARED_MODES.get(config, UNDECLARED));
    }

    Removes removes() {
        return REMOVE_MODES.get(config, REMOVES);
    }
}
