/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WritesConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What a DynamoDB table holds beside the projection's columns. */
public final class DynamoDbTableConfig {
    public static final String VERSION_ATTRIBUTE = "version.attribute";
    public static final String TTL_ATTRIBUTE = "ttl.attribute";

    private static final String GROUP = "Table";

    private final AbstractConfig config;

    DynamoDbTableConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        VERSION_ATTRIBUTE,
                        Type.STRING,
                        "changefeed_versions",
                        new NonEmptyString(),
                        LOW,
                        "With `" + WritesConfig.WRITE_MODE
                                + "=guarded`, the attribute of each row that holds which items wrote it, with the versions"
                                + " of their last changes.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Attribute of the versions")
                .define(
                        TTL_ATTRIBUTE,
                        Type.STRING,
                        "expires_at",
                        new NonEmptyString(),
                        LOW,
                        "With `" + WritesConfig.WRITE_MODE
                                + "=guarded`, the attribute that a row has when it was deleted, and no other: in seconds since"
                                + " the epoch, when its version may be forgotten. Name it as the table's TTL attribute, and"
                                + " let queries leave out rows that have it.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "Attribute of the expiry")
                .define(
                        ConfigProblem.VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether DynamoDB is asked when Connect validates the configuration, which it does before it takes it:"
                                + " whether it can be reached, the table exists, and its key is that of the projection.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Validate remotely");
    }

    static void check(PropertyChecks checks) {
        Set<String> taken = new HashSet<>(ProjectionConfig.columnNames(checks));
        for (String property : List.of(WritesConfig.DELETED_COLUMN, VERSION_ATTRIBUTE, TTL_ATTRIBUTE)) {
            Optional<String> name = checks.value(property, String.class).filter(text -> !text.isBlank());
            if (name.isPresent() && !taken.add(name.get())) {
                checks.addError(property, "Another attribute has this name.");
            }
        }
    }

    public Bookkeeping bookkeeping(WritesConfig writes) {
        return new Bookkeeping(
                config.getString(VERSION_ATTRIBUTE), config.getString(TTL_ATTRIBUTE), writes.deletedColumn());
    }

    public boolean validateRemote() {
        return config.getBoolean(ConfigProblem.VALIDATE_REMOTE);
    }
}
