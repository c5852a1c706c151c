/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.net.URI;

/** What the worker's connectors find at their endpoint: {@link DynamoDbLocal}, or a program that stands in for it. */
public abstract sealed class DynamoDb extends StackProcess permits DynamoDbLocal, DynamoDbStandIn {
    DynamoDb(String title, String name, Jvm jvm, String classPath, DataFolder data, int port) {
        super(title, name, jvm, classPath, data, port);
    }

    /** What AWS clients take as endpoint override. */
    public final URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    final boolean answers() {
        return Ports.isAnswered(port());
    }
}
