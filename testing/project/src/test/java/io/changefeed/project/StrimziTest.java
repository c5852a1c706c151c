/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compares the resources for Strimzi with the classes of its API, from which its CRDs are generated. */
class StrimziTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Found by name: the annotations of these classes are not on the class path, about which the compiler warns. */
    private static final String API = "io.strimzi.api.kafka.model.";

    @Test
    void clusterHasOnlyKnownFieldsAndAllRequiredOnes() throws Exception {
        List<JsonNode> resources = Yaml.documents(Project.path("deploy/strimzi/kafka-connect.yaml"));

        assertThat(resources).singleElement().satisfies(cluster -> {
            assertThat(cluster.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(cluster.get("kind").asText()).isEqualTo("KafkaConnect");
            assertThat(cluster.get("spec").fieldNames())
                    .toIterable()
                    .contains(
                            "replicas",
                            "bootstrapServers",
                            "groupId",
                            "configStorageTopic",
                            "offsetStorageTopic",
                            "statusStorageTopic");
        });
        assertThat(unknownFields(resources.get(0), "connect.KafkaConnect")).isEmpty();
    }

    @Test
    void connectorsHaveOnlyKnownFieldsAndBelongToTheCluster() throws Exception {
        String cluster = Yaml.documents(Project.path("deploy/strimzi/kafka-connect.yaml"))
                .get(0)
                .at("/metadata/name")
                .asText();
        for (JsonNode connector : Yaml.documents(Project.path("deploy/strimzi/connectors.yaml"))) {
            assertThat(connector.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
            assertThat(connector.get("kind").asText()).isEqualTo("KafkaConnector");
            assertThat(connector.at("/metadata/labels/strimzi.io~1cluster").asText())
                    .isEqualTo(cluster);
            assertThat(unknownFields(connector, "connector.KafkaConnector")).isEmpty();
        }
    }

    @Test
    void unknownFieldsAreFoundAtAnyDepth() throws Exception {
        JsonNode resource = JSON.readTree("""
                {"kind": "KafkaConnect", "spec": {"replica": 1, "tls": {"certificates": []},
                 "template": {"pod": {"securityContext": {"runAsRoot": true}}}}}""");

        assertThat(unknownFields(resource, "connect.KafkaConnect"))
                .containsExactlyInAnyOrder("replica", "certificates", "runAsRoot");
    }

    private static Set<String> unknownFields(JsonNode resource, String type) throws Exception {
        Set<String> unknown = new TreeSet<>();
        collect(JSON.treeToValue(resource, Class.forName(API + type)), unknown);
        return unknown;
    }

    /** Follows the properties of all objects of the APIs of Strimzi and Kubernetes. */
    private static void collect(@Nullable Object value, Set<String> unknown) throws Exception {
        if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                collect(element, unknown);
            }
        } else if (value != null && value.getClass().getName().matches("io\\.(strimzi|fabric8)\\..*")) {
            for (Method method : value.getClass().getMethods()) {
                if (isGetter(method)) {
                    collect(method, value, unknown);
                }
            }
        }
    }

    private static void collect(Method getter, Object owner, Set<String> unknown) throws Exception {
        @Nullable Object value;
        try {
            value = getter.invoke(owner);
        } catch (InvocationTargetException e) {
            throw new AssertionError(getter.toString(), e);
        }
        if (!getter.getName().equals("getAdditionalProperties")) {
            collect(value, unknown);
        } else if (value instanceof Map<?, ?> fields) {
            fields.keySet().forEach(field -> unknown.add(field.toString()));
        }
    }

    private static boolean isGetter(Method method) {
        return method.getName().matches("get[A-Z].*")
                && method.getParameterCount() == 0
                && !Modifier.isStatic(method.getModifiers())
                && !method.getDeclaringClass().equals(Object.class);
    }
}
