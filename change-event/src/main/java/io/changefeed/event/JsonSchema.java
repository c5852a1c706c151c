/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The schema of a string that contains JSON, with the name that Debezium's sinks and transforms recognize. */
final class JsonSchema {
    static final Schema REQUIRED = json().build();
    static final Schema OPTIONAL = json().optional().build();

    private JsonSchema() {}

    private static SchemaBuilder json() {
        return SchemaBuilder.string().name("io.debezium.data.Json").version(1);
    }
}
