/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.util.ArrayList;
import java.util.List;

/** A program that replaces DynamoDB Local, on a port of the loopback interface. */
final class DynamoDbStandIn extends DynamoDb {
    private final Program program;

    /**
     * The program to run.
     *
     * @param arguments of the main class that follow the port
     */
    record Program(String mainClass, String classPath, List<String> arguments) {
        Program {
            arguments = List.copyOf(arguments);
        }
    }

    DynamoDbStandIn(Program program, Jvm jvm, DataFolder data, int port) {
        super("the stand-in for DynamoDB", "dynamodb-stand-in", jvm, program.classPath(), data, port);
        this.program = program;
    }

    @Override
    List<String> mainAndArguments() {
        List<String> arguments = new ArrayList<>(List.of(program.mainClass(), String.valueOf(port())));
        arguments.addAll(program.arguments());
        return arguments;
    }
}
