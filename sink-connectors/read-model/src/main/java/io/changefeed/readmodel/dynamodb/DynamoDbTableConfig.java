/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.ConfigProblem;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.config.WriteConfig;
import io.changefeed.readmodel.row.TargetTable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The properties of the target table: the attributes beside the projection's columns. */
public final class DynamoDbTableConfig {
    public static final String VERSION_ATTRIBUTE = "version.attribute";
    public static final String TTL_ATTRIBUTE = "ttl.attribute";

    private static final String GROUP = "Table";

    private static final int MAX_KEY_ATTRIBUTES = 2;
    /**
     * DynamoDB Developer Guide, "Supported data types and naming rules". The name of an ARN has the same characters.
     */
    private static final Pattern TABLE_NAME = Pattern.compile("(arn:[a-z0-9:-]+:table/)?[A-Za-z0-9_.-]{3,255}");

    private final AbstractConfig config;

    DynamoDbTableConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        VERSION_ATTRIBUTE,
                        Type.STRING,
                        "changefeed_version",
                        new NonEmptyString(),
                        LOW,
                        "Attribute that stores, with `" + WriteConfig.STALE_WRITE_GUARD
                                + "=true`, the version of the row: a string, or for a shared row a map of its items.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Version attribute")
                .define(
                        TTL_ATTRIBUTE,
                        Type.STRING,
                        "changefeed_expires_at",
                        new NonEmptyString(),
                        LOW,
                        "Attribute that stores, with `" + WriteConfig.STALE_WRITE_GUARD
                                + "=true`, when the version of a deleted row expires, in seconds since the epoch. Only"
                                + " deleted rows have it. Enable TTL on this attribute, and exclude rows that have it"
                                + " from queries.",
                        GROUP,
                        2,
                        Width.MEDIUM,
                        "TTL attribute")
                .define(
                        ConfigProblem.VALIDATE_REMOTE,
                        Type.BOOLEAN,
                        true,
                        LOW,
                        "Whether the validation of the configuration calls DynamoDB, to check that DynamoDB is"
                                + " reachable and that the table exists with the projection's key. Kafka Connect"
                                + " validates a configuration before it accepts it.",
                        GROUP,
                        3,
                        Width.SHORT,
                        "Validate remotely");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.isTrue(WriteConfig.STALE_WRITE_GUARD), VERSION_ATTRIBUTE, TTL_ATTRIBUTE);
    }

    /** Checks the properties without those that depend on the table. */
    static void check(PropertyChecks checks) {
        checks.value(ProjectionConfig.KEY, List.class)
                .filter(names -> names.size() > MAX_KEY_ATTRIBUTES)
                .ifPresent(names -> checks.addError(
                        ProjectionConfig.KEY,
                        "DynamoDB tables have a partition key and at most one sort key. Expected one or two columns."));
        Set<String> used = new HashSet<>(ProjectionConfig.columnNames(checks));
        for (String property : List.of(WriteConfig.DELETED_COLUMN, VERSION_ATTRIBUTE, TTL_ATTRIBUTE)) {
            Optional<String> name = checks.value(property, String.class).filter(text -> !text.isBlank());
            if (name.isPresent() && !used.add(name.get())) {
                checks.addError(property, "Another attribute already has this name.");
            }
        }
    }

    /** Checks the name of the table, and the properties that have an effect with the guard only. */
    static void check(PropertyChecks checks, TargetTable target) {
        if (!TABLE_NAME.matcher(target.name()).matches()) {
            checks.addError(
                    ProjectionConfig.TABLE,
                    "'" + target.name()
                            + "' is not a valid name of a DynamoDB table. Expected 3 to 255 letters, digits and"
                            + " characters of _.-, or the ARN of a table.");
        }
        if (!checks.value(WriteConfig.STALE_WRITE_GUARD, Boolean.class).orElse(true)) {
            Stream.of(VERSION_ATTRIBUTE, TTL_ATTRIBUTE)
                    .filter(checks::isChanged)
                    .forEach(property -> checks.addError(
                            property, "Has no effect with '" + WriteConfig.STALE_WRITE_GUARD + "=false'. Remove it."));
        }
    }

    public MetadataAttributes metadataAttributes(WriteConfig writes) {
        return new MetadataAttributes(
                config.getString(VERSION_ATTRIBUTE), config.getString(TTL_ATTRIBUTE), writes.deletedColumn());
    }

    public boolean validateRemote() {
        return config.getBoolean(ConfigProblem.VALIDATE_REMOTE);
    }
}
