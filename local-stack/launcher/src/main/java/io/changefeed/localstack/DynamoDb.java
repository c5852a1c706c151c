/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.net.URI;

/** The DynamoDB endpoint of the connectors: {@link DynamoDbLocal}, or a program that replaces it. */
public abstract sealed class DynamoDb extends StackProcess permits DynamoDbLocal, DynamoDbStandIn {
    DynamoDb(String title, String name, Jvm jvm, String classPath, DataFolder data, int port) {
        super(title, name, jvm, classPath, data, port);
    }

    /** Returns the endpoint override for AWS clients. */
    public final URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    final boolean isReady() {
        return Ports.isOpen(port());
    }
}
