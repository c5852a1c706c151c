/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.strimzi.api.kafka.model.connect.KafkaConnect;
import io.strimzi.api.kafka.model.connector.KafkaConnector;
import io.strimzi.crdgenerator.annotations.RequiredInVersions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compares the resources for Strimzi with the classes of its API, from which its CRDs are generated. */
class StrimziTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void clusterHasOnlyKnownFieldsAndAllRequiredOnes() throws JsonProcessingException, ReflectiveOperationException {
        List<JsonNode> resources = Yaml.documents(Project.path("deploy/strimzi/kafka-connect.yaml"));

        assertThat(resources).hasSize(1);
        assertThat(resources.get(0).get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
        assertThat(faults(JSON.treeToValue(resources.get(0), KafkaConnect.class)))
                .isEmpty();
    }

    @Test
    void connectorsHaveOnlyKnownFieldsAndBelongToTheCluster()
            throws JsonProcessingException, ReflectiveOperationException {
        String cluster = Yaml.documents(Project.path("deploy/strimzi/kafka-connect.yaml"))
                .get(0)
                .at("/metadata/name")
                .asText();
        for (JsonNode resource : Yaml.documents(Project.path("deploy/strimzi/connectors.yaml"))) {
            KafkaConnector connector = JSON.treeToValue(resource, KafkaConnector.class);

            assertThat(resource.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(resource.get("kind").asText()).isEqualTo(KafkaConnector.RESOURCE_KIND);
            assertThat(faults(connector)).isEmpty();
            assertThat(connector.getMetadata().getLabels()).containsEntry("strimzi.io/cluster", cluster);
        }
    }

    @Test
    void missingAndUnknownFieldsAreFound() throws JsonProcessingException, ReflectiveOperationException {
        String resource = "{\"kind\": \"KafkaConnect\", \"spec\": {\"replicas\": 1, \"tls\": {\"certificates\": []}}}";

        assertThat(faults(JSON.readValue(resource, KafkaConnect.class)))
                .contains("bootstrapServers is missing", "groupId is missing", "[certificates] is unknown");
    }

    private static List<String> faults(Object resource) throws ReflectiveOperationException {
        List<String> faults = new ArrayList<>();
        collect(resource, faults);
        return faults;
    }

    /** Follows the properties of all objects of the APIs of Strimzi and Kubernetes. */
    private static void collect(@Nullable Object value, List<String> faults) throws ReflectiveOperationException {
        if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                collect(element, faults);
            }
        } else if (value != null && value.getClass().getName().matches("io\\.(strimzi|fabric8)\\..*")) {
            for (Map.Entry<String, Method> property :
                    properties(value.getClass()).entrySet()) {
                check(property.getKey(), property.getValue(), value, faults);
            }
        }
    }

    private static void check(String property, Method getter, Object owner, List<String> faults)
            throws ReflectiveOperationException {
        @Nullable Object value;
        try {
            value = getter.invoke(owner);
        } catch (InvocationTargetException e) {
            throw new AssertionError(getter.toString(), e);
        }
        if (property.equals("additionalProperties")) {
            if (value instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
                faults.add(unknown.keySet() + " is unknown");
            }
        } else if (value == null && getter.isAnnotationPresent(RequiredInVersions.class)) {
            faults.add(property + " is missing");
        } else {
            collect(value, faults);
        }
    }

    private static Map<String, Method> properties(Class<?> type) {
        Map<String, Method> getters = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (method.getName().matches("get[A-Z].*")
                    && method.getParameterCount() == 0
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.getDeclaringClass().equals(Object.class)) {
                getters.put(
                        method.getName().substring(3, 4).toLowerCase(Locale.ROOT)
                                + method.getName().substring(4),
                        method);
            }
        }
        return getters;
    }
}
