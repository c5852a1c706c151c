/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** An error response of Connect's REST API. The message ends with the message of Connect, on one line. */
public final class ConnectRestException extends LocalStackException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ConnectRestException(int status, String request, String message) {
        super(request + " failed with status " + status + ": "
                + String.join(" ", message.lines().toList()));
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
