/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.EnumValues;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.firestore.name.DocumentId;
import io.changefeed.firestore.name.DocumentNames;
import io.changefeed.firestore.name.PathTemplate;
import io.changefeed.firestore.value.NumberMode;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The properties of the path and content of documents. */
public final class DocumentsConfig {
    public static final String COLLECTION = "collection";
    public static final String DOCUMENT_ID = "document.id";
    public static final String NUMBER_MODE = "number.mode";
    public static final String INCLUDE_KEY_FIELDS = "include.key.fields";

    private static final String GROUP = "Documents";

    private static final EnumValues<NumberMode> NUMBER_MODES = EnumValues.of(NumberMode.class);

    private final AbstractConfig config;

    DocumentsConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        COLLECTION,
                        Type.STRING,
                        "${table}",
                        parsedBy(PathTemplate::new, "a path with an odd number of segments"),
                        HIGH,
                        "Collection of the documents. Placeholders: `${table}`, `${region}`, `${account}`, `${pk}`"
                                + " (value of the partition key) and `${sk}` (value of the sort key). A path such as"
                                + " `${table}/${pk}/items` creates subcollections. Without `${table}`, items of"
                                + " different tables that have the same key share a document.",
                        GROUP,
                        1,
                        Width.LONG,
                        "Collection")
                .define(
                        DOCUMENT_ID,
                        Type.STRING,
                        DocumentId.KEY,
                        parsedBy(DocumentId::parse, "`key`, `hash`, `md5-concat`, or a template"),
                        HIGH,
                        "Ids of the documents. `key`: the item key, as `pk|sk` if the table has a sort key. `hash`:"
                                + " the SHA-256 of the key; use it for monotonically increasing keys, which would"
                                + " otherwise create a hotspot. `md5-concat`: the MD5 of the concatenated key values,"
                                + " compatible with Google's sample for migrating from DynamoDB; keys such as `ab`,"
                                + " `c` and `a`, `bc` share a document. Otherwise a template such as `${pk}.${sk}`,"
                                + " with the placeholders of `" + COLLECTION + "`.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Document ID")
                .define(
                        NUMBER_MODE,
                        Type.STRING,
                        NUMBER_MODES.text(NumberMode.PRECISE),
                        NUMBER_MODES.validator(),
                        MEDIUM,
                        "Conversion of numbers. `precise`: a 64-bit integer if possible, otherwise a double if it"
                                + " represents the same decimal number, otherwise a string. `double`: a 64-bit integer"
                                + " if possible, otherwise the nearest double. `string`: a string.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Numbers")
                .define(
                        INCLUDE_KEY_FIELDS,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the key attributes are also stored as fields of the document.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Key as fields");
    }

    private static ConfigDef.Validator parsedBy(Function<String, Object> parser, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> {
                    try {
                        Object unused = parser.apply(String.valueOf(value));
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(property, value, e.getMessage() + ".");
                    }
                },
                () -> expected);
    }

    static void check(PropertyChecks checks) {
        checks.value(COLLECTION, String.class)
                .ifPresent(collection -> checks.value(DOCUMENT_ID, String.class).ifPresent(id -> {
                    try {
                        names(collection, id);
                    } catch (IllegalArgumentException e) {
                        checks.addError(DOCUMENT_ID, e.getMessage() + ".");
                    }
                }));
    }

    public DocumentNames names() {
        return names(config.getString(COLLECTION), config.getString(DOCUMENT_ID));
    }

    private static DocumentNames names(String collection, String id) {
        return new DocumentNames(new PathTemplate(collection), DocumentId.parse(id));
    }

    public NumberMode numberMode() {
        return NUMBER_MODES.get(config, NUMBER_MODE);
    }

    public boolean includeKeyFields() {
        return config.getBoolean(INCLUDE_KEY_FIELDS);
    }
}
