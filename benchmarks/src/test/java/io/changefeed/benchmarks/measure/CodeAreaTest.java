/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeAreaTest {
    @Test
    void unknownClassBelongsToTheConnector() {
        assertThat(CodeArea.ofClass("io.changefeed.event.JsonText")).contains(CodeArea.CONNECTOR);
        assertThat(CodeArea.ofClass("org.example.AnyConnector")).contains(CodeArea.CONNECTOR);
    }

    @Test
    void libraryClassBelongsToItsCaller() {
        assertThat(CodeArea.ofClass("java.util.HashMap")).isEmpty();
        assertThat(CodeArea.ofClass("com.fasterxml.jackson.core.JsonGenerator")).isEmpty();
        assertThat(CodeArea.ofClass("org.apache.kafka.connect.data.Struct")).isEmpty();
    }

    @Test
    void longestPackagePrefixDecides() {
        assertThat(CodeArea.ofClass("org.apache.kafka.connect.json.JsonConverter"))
                .contains(CodeArea.CONVERTER);
        assertThat(CodeArea.ofClass("org.apache.kafka.connect.runtime.WorkerTask"))
                .contains(CodeArea.CONNECT);
        assertThat(CodeArea.ofClass("org.apache.kafka.clients.producer.KafkaProducer"))
                .contains(CodeArea.PRODUCER);
        assertThat(CodeArea.ofClass("software.amazon.awssdk.protocols.json.JsonContent"))
                .contains(CodeArea.SDK_UNMARSHALLING);
        assertThat(CodeArea.ofClass("software.amazon.awssdk.core.SdkClient")).contains(CodeArea.SDK_CALL);
    }

    @Test
    void numberedThreadsFormOneGroup() {
        assertThat(ProcessUsage.threadGroup("changefeed-benchmark-12")).isEqualTo("changefeed-benc");
        assertThat(ProcessUsage.threadGroup("GC Thread#0")).isEqualTo("GC Thread");
        assertThat(ProcessUsage.threadGroup("task-thread-a-0")).isEqualTo("task-thread-a");
    }
}
