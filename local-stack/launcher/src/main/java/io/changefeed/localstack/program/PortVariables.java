/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import io.changefeed.localstack.LocalStackException;
import java.util.Map;

/** The ports of the stack, from environment variables. */
record PortVariables(int dynamoDb, int kafka, int connect, int firestore) {
    static final String NAMES = "DYNAMODB_PORT, KAFKA_PORT, CONNECT_PORT and FIRESTORE_PORT";

    /** Reads the variables. Throws a LocalStackException that names the variable if a value is not a port. */
    static PortVariables of(Map<String, String> environment) {
        return new PortVariables(
                port(environment, "DYNAMODB_PORT", "8000"),
                port(environment, "KAFKA_PORT", "9092"),
                port(environment, "CONNECT_PORT", "8083"),
                port(environment, "FIRESTORE_PORT", "8080"));
    }

    private static int port(Map<String, String> environment, String variable, String defaultPort) {
        String text = environment.getOrDefault(variable, defaultPort);
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
            throw new LocalStackException(variable + " is '" + text + "': it must be a port, 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
