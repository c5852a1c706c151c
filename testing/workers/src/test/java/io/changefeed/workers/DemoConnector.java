/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connector of {@code config}, unchanged or in a variant.
 *
 * @param json the text that is posted
 */
record DemoConnector(String json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OVERRIDE = "\\w+\\.override\\..+";

    /** The connectors of the project, except the read models, which read a second table. */
    static final DemoConnector SOURCE = of("source/dynamodb-streams.json");

    static final DemoConnector WEBHOOK = of("sinks/http-webhook.json");
    static final DemoConnector FIRESTORE = of("sinks/firestore.json");
    static final DemoConnector FAN_OUT = of("sinks/grpc-fan-out.json");
    static final DemoConnector DYNAMODB_READ_MODEL = of("sinks/read-model-dynamodb.json");
    static final DemoConnector JDBC_READ_MODEL = of("sinks/read-model-jdbc.json");

    private static DemoConnector of(String file) {
        try {
            return new DemoConnector(Files.readString(ProjectFolder.find().resolve("config/" + file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a connector with another name and these properties added or replaced. */
    DemoConnector variant(String name, Map<String, String> properties) {
        ObjectNode connector = tree();
        connector.put("name", name);
        properties.forEach(((ObjectNode) connector.path("config"))::put);
        return new DemoConnector(connector.toString());
    }

    /** Returns the connector without properties of Kafka clients. */
    DemoConnector withoutOverrides() {
        ObjectNode connector = tree();
        ObjectNode config = (ObjectNode) connector.path("config");
        List<String> names = new ArrayList<>();
        config.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> !name.matches(OVERRIDE));
        config.remove(names);
        return new DemoConnector(connector.toString());
    }

    String name() {
        return tree().path("name").asText();
    }

    String connectorClass() {
        return tree().at("/config/connector.class").asText();
    }

    /** Returns the properties including the name, as they are validated. */
    String config() {
        ObjectNode config = (ObjectNode) tree().path("config");
        config.put("name", name());
        return config.toString();
    }

    private ObjectNode tree() {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
