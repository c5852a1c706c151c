/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareTest {
    @Test
    void unknownClassBelongsToTheConnector() {
        assertThat(Share.ofClass("io.changefeed.event.JsonText")).contains(Share.CONNECTOR);
        assertThat(Share.ofClass("org.example.AnyConnector")).contains(Share.CONNECTOR);
    }

    @Test
    void libraryClassBelongsToItsCaller() {
        assertThat(Share.ofClass("java.util.HashMap")).isEmpty();
        assertThat(Share.ofClass("com.fasterxml.jackson.core.JsonGenerator")).isEmpty();
        assertThat(Share.ofClass("org.apache.kafka.connect.data.Struct")).isEmpty();
    }

    @Test
    void longestPackagePrefixDecides() {
        assertThat(Share.ofClass("org.apache.kafka.connect.json.JsonConverter")).contains(Share.CONVERTER);
        assertThat(Share.ofClass("org.apache.kafka.connect.runtime.WorkerTask")).contains(Share.CONNECT);
        assertThat(Share.ofClass("org.apache.kafka.clients.producer.KafkaProducer"))
                .contains(Share.PRODUCER);
        assertThat(Share.ofClass("software.amazon.awssdk.protocols.json.JsonContent"))
                .contains(Share.SDK_UNMARSHALLING);
        assertThat(Share.ofClass("software.amazon.awssdk.core.SdkClient")).contains(Share.SDK_CALL);
    }

    @Test
    void numberedThreadsFormOneGroup() {
        assertThat(ProcessUsage.threadGroup("changefeed-benchmark-12")).isEqualTo("changefeed-benc");
        assertThat(ProcessUsage.threadGroup("GC Thread#0")).isEqualTo("GC Thread");
        assertThat(ProcessUsage.threadGroup("task-thread-a-0")).isEqualTo("task-thread-a");
    }
}
