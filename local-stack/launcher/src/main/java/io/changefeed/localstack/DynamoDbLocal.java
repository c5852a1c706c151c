/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Amazon's DynamoDB Local. If the data folder of the stack is temporary, it keeps its data in memory and starts empty
 * after a restart. Otherwise its tables and streams survive restarts, including a SIGKILL.
 *
 * <p>It listens on all interfaces and has no option to change that. It does not check credentials; each pair of access
 * key and region has a separate database.
 */
public final class DynamoDbLocal extends DynamoDb {
    private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";

    private final DataFolder data;
    private final boolean inMemory;

    DynamoDbLocal(Jvm jvm, String classPath, DataFolder data, boolean inMemory, int port) {
        super("DynamoDB Local", "dynamodb-local", jvm, classPath, data, port);
        this.data = data;
        this.inMemory = inMemory;
    }

    @Override
    List<String> mainAndArguments() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(MAIN, "-disableTelemetry", "-port", String.valueOf(port())));
        if (inMemory) {
            arguments.add("-inMemory");
        } else {
            Path folder = Files.createDirectories(data.resolve("dynamodb"));
            arguments.addAll(List.of("-dbPath", folder.toString()));
        }
        return arguments;
    }

    @Override
    InetAddress listensOn() {
        return Ports.ANY;
    }
}
