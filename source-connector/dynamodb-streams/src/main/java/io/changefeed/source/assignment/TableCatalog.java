/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.config.TableName;
import io.changefeed.source.config.TablesConfig;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The configured tables and their descriptions in DynamoDB. */
final class TableCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(TableCatalog.class);

    private final DynamoDbClient dynamoDb;
    private final SourceConfig config;

    TableCatalog(DynamoDbClient dynamoDb, SourceConfig config) {
        this.dynamoDb = dynamoDb;
        this.config = config;
    }

    /** The tables to read. A pattern matches only tables that have a stream. */
    List<TableName> names() {
        return config.tables().regex().map(this::matching).orElseGet(config.tables()::names);
    }

    private List<TableName> matching(Pattern regex) {
        return dynamoDb.listTablesPaginator().tableNames().stream()
                .filter(name -> regex.matcher(name).matches())
                .map(TableName::parse)
                .filter(this::hasStream)
                .toList();
    }

    private boolean hasStream(TableName table) {
        try {
            return description(table).latestStreamArn() != null;
        } catch (ResourceNotFoundException e) {
            LOG.debug("Table {} was deleted after it was listed", table.name());
            return false;
        }
    }

    /** @throws MissingTableException when the table does not exist or never had a stream */
    TableDescription describe(TableName table) {
        try {
            TableDescription description = description(table);
            if (description.latestStreamArn() == null) {
                throw new MissingTableException(
                        "Table '" + table.text() + "' has no stream. Enable DynamoDB Streams on the table,"
                                + " or remove it from '" + TablesConfig.TABLES + "'.");
            }
            return description;
        } catch (ResourceNotFoundException e) {
            throw new MissingTableException(
                    "Table '" + table.text() + "' in '" + TablesConfig.TABLES
                            + "' does not exist at this endpoint. Check its name, the region and the account.",
                    e);
        }
    }

    private TableDescription description(TableName table) {
        return dynamoDb.describeTable(request -> request.tableName(table.nameOrArn()))
                .table();
    }

    static TableStream stream(TableDescription description, TableOffset table) {
        return new TableStream(
                description.tableArn(),
                description.tableName(),
                table.streamArn(),
                key(description),
                table.generation());
    }

    private static KeySchema key(TableDescription description) {
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
