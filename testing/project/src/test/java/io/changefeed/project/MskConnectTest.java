/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MskConnectTest {
    /** The properties with these prefixes that AWS documents as supported; none of the others are. */
    private static final Pattern SUPPORTED = Pattern.compile("""
        producer\\.(acks|batch\\.size|buffer\\.memory|compression\\.type|enable\\.idempotence|key\\.serializer|linger\\.ms\
        |max\\.request\\.size|metadata\\.max\\.age\\.ms|metadata\\.max\\.idle\\.ms|partitioner\\.class\
        |reconnect\\.backoff\\.max\\.ms|reconnect\\.backoff\\.ms|request\\.timeout\\.ms|retry\\.backoff\\.ms\
        |value\\.serializer)\
        |consumer\\.(allow\\.auto\\.create\\.topics|auto\\.offset\\.reset|check\\.crcs|fetch\\.max\\.bytes\
        |fetch\\.max\\.wait\\.ms|fetch\\.min\\.bytes|heartbeat\\.interval\\.ms|key\\.deserializer\
        |max\\.partition\\.fetch\\.bytes|max\\.poll\\.interval\\.ms|max\\.poll\\.records|metadata\\.max\\.age\\.ms\
        |partition\\.assignment\\.strategy|reconnect\\.backoff\\.max\\.ms|reconnect\\.backoff\\.ms\
        |request\\.timeout\\.ms|retry\\.backoff\\.ms|session\\.timeout\\.ms|value\\.deserializer)\
        """);

    /** The other properties that AWS documents as not supported; those that end in a dot are prefixes. */
    private static final Pattern UNSUPPORTED = Pattern.compile("""
        (access\\.control|admin|client|connect|inter\\.worker|internal|listeners\\.https|metrics|rest|sasl|security\
        |socket|ssl|topic\\.tracking|worker)\\..*\
        |bootstrap\\.servers|config\\.storage\\.topic|connections\\.max\\.idle\\.ms\
        |connector\\.client\\.config\\.override\\.policy|group\\.id|listeners|metric\\.reporters|plugin\\.path\
        |receive\\.buffer\\.bytes|response\\.http\\.headers\\.config|scheduled\\.rebalance\\.max\\.delay\\.ms\
        |send\\.buffer\\.bytes|status\\.storage\\.topic\
        """);

    private static final Pattern TOPIC = Pattern.compile("\"\\$\\{local\\.topics}/([^\"]+)\"");
    private static final Pattern CLIENT = Pattern.compile("(producer|consumer)\\..*");

    @Test
    void workerConfigurationHasSupportedPropertiesOnly() throws IOException {
        assertThat(workerConfiguration().stringPropertyNames())
                .contains("key.converter", "value.converter")
                .allMatch(name -> CLIENT.matcher(name).matches()
                        ? SUPPORTED.matcher(name).matches()
                        : !UNSUPPORTED.matcher(name).matches());
    }

    @Test
    void roleMayUseTheTopicOfTheOffsets() throws IOException {
        assertThat(workerConfiguration().getProperty("offset.storage.topic")).isEqualTo("${offsets_topic}");
        assertThat(Project.read("deploy/msk-connect/main.tf")).contains("{ offsets_topic = local.offsets_topic }");
        assertThat(Project.read("deploy/msk-connect/iam.tf")).contains("/${local.offsets_topic}\"");
    }

    @Test
    void topicsOfTheRoleContainTheNameOrThePrefixOfTheConnector() throws IOException {
        assertThat(TOPIC.matcher(Project.read("deploy/msk-connect/iam.tf"))
                        .results()
                        .map(topic -> topic.group(1)))
                .hasSize(5)
                .allMatch(topic -> topic.contains("${var.name}_")
                        || topic.contains("${var.topic_prefix}")
                        || topic.equals("${local.offsets_topic}"));
    }

    @Test
    void onlyTheConnectorAssumesTheRole() throws IOException {
        assertThat(Project.read("deploy/msk-connect/iam.tf"))
                .contains("aws:SourceAccount", "aws:SourceArn", ":connector/${var.name}/*\"");
    }

    @Test
    void connectorOverridesNoClientProperties() throws IOException {
        assertThat(Project.read("deploy/msk-connect/connector.json")).doesNotContain(".override.");
    }

    private static Properties workerConfiguration() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Project.read("deploy/msk-connect/worker.properties")));
        return properties;
    }
}
