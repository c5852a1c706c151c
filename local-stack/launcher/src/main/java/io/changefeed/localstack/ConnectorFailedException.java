/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** A connector or one of its tasks has FAILED. The message contains the stack trace. */
public final class ConnectorFailedException extends LocalStackException {
    private static final long serialVersionUID = 1L;

    private final String connector;
    private final String trace;

    ConnectorFailedException(String connector, String trace) {
        super("the connector " + connector + " has failed: " + trace);
        this.connector = connector;
        this.trace = trace;
    }

    /** The message with only the first line of the stack trace. */
    public String inOneLine() {
        return "the connector " + connector + " has failed: "
                + trace.lines().findFirst().orElse("no reason given");
    }
}
