/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.config.ReadingConfig;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TablesConfig;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The configured tables and their descriptions in DynamoDB. Exceptions of the SDK are propagated. */
final class TableCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(TableCatalog.class);

    private final DynamoDbClient dynamoDb;
    private final SourceConfig config;
    private boolean hasMatches = true;

    TableCatalog(DynamoDbClient dynamoDb, SourceConfig config) {
        this.dynamoDb = dynamoDb;
        this.config = config;
    }

    /** The listed tables, or the tables that match the pattern. They may have no stream. */
    Set<TableName> names() {
        return config.tables()
                .regex()
                .map(this::matching)
                .orElseGet(() -> new LinkedHashSet<>(config.tables().names()));
    }

    private Set<TableName> matching(Pattern regex) {
        Set<TableName> names = list(regex);
        if (hasMatches && names.isEmpty()) {
            LOG.warn(
                    "No table matches '{}={}'; nothing is read until such a table is created. Tables are discovered every"
                            + " {} s ('{}')",
                    TablesConfig.TABLES_REGEX,
                    regex.pattern(),
                    config.reading().tableDiscoveryInterval().toSeconds(),
                    ReadingConfig.TABLE_DISCOVERY_INTERVAL);
        }
        hasMatches = !names.isEmpty();
        return names;
    }

    private Set<TableName> list(Pattern regex) {
        Set<TableName> names = new LinkedHashSet<>();
        dynamoDb.listTablesPaginator().tableNames().stream()
                .filter(name -> regex.matcher(name).matches())
                .forEach(name -> names.add(TableName.parse(name)));
        return names;
    }

    /** The description of a table; empty if it does not exist. */
    Optional<TableDescription> describe(TableName table) {
        try {
            return Optional.of(dynamoDb.describeTable(request -> request.tableName(table.nameOrArn()))
                    .table());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    static KeySchema key(TableDescription description) {
        Map<String, KeyType> types = new LinkedHashMap<>();
        description.keySchema().stream()
                .sorted(Comparator.comparing(KeySchemaElement::keyType))
                .forEach(key -> types.put(key.attributeName(), type(description, key.attributeName())));
        return new KeySchema(types);
    }

    private static KeyType type(TableDescription description, String attribute) {
        return description.attributeDefinitions().stream()
                .filter(definition -> definition.attributeName().equals(attribute))
                .map(definition -> KeyType.valueOf(definition.attributeTypeAsString()))
                .findFirst()
                .orElseThrow(() -> new ConnectException("DynamoDB returned no type for key attribute '" + attribute
                        + "' of table '" + description.tableName() + "'."));
    }
}
