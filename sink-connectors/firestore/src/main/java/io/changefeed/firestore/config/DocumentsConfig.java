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

/** Which document is an item's, and what it holds. */
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
                        parsedBy(PathTemplate::new, "a path with an odd number of parts"),
                        HIGH,
                        "The collection of an item's document. `${table}`, `${region}`, `${account}`, `${pk}` (the value of"
                                + " the partition key) and `${sk}` (that of the sort key) are filled in; for subcollections,"
                                + " for instance, `${table}/${pk}/items`. Without `${table}`, items of different tables with"
                                + " equal keys share a document.",
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
                        "The id of an item's document. `key`: its key, as `pk|sk` where the table has a sort key. `hash`:"
                                + " the SHA-256 of its key, for keys that only grow, which would make one range of the"
                                + " collection hot. `md5-concat`: the MD5 of the key's values one behind the other, as"
                                + " Google's sample for moving from DynamoDB makes it; keys such as `ab`, `c` and `a`, `bc`"
                                + " share a document. Or a template such as `${pk}.${sk}`, with the same names as in `"
                                + COLLECTION + "`.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Document id")
                .define(
                        NUMBER_MODE,
                        Type.STRING,
                        NUMBER_MODES.text(NumberMode.PRECISE),
                        NUMBER_MODES.validator(),
                        MEDIUM,
                        "What becomes of numbers. `precise`: an integer where it is one of 64 bits, a double where that shows"
                                + " the same digits again, else text. `double`: an integer of 64 bits, else the nearest"
                                + " double. `string`: text.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Numbers")
                .define(
                        INCLUDE_KEY_FIELDS,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the attributes of the key are fields of the document too.",
                        GROUP,
                        4,
                        Width.SHORT,
                        "Key as fields");
    }

    private static ConfigDef.Validator parsedBy(Function<String, Object> parser, String what) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> {
                    try {
                        Object unused = parser.apply(String.valueOf(value));
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(property, value, e.getMessage());
                    }
                },
                () -> what);
    }

    static void check(PropertyChecks checks) {
        checks.value(COLLECTION, String.class)
                .ifPresent(collection -> checks.value(DOCUMENT_ID, String.class).ifPresent(id -> {
                    try {
                        names(collection, id);
                    } catch (IllegalArgumentException e) {
                        checks.addError(DOCUMENT_ID, String.valueOf(e.getMessage()));
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
