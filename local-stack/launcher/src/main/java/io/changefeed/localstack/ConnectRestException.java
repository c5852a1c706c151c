/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** Connect's REST API refused a request. The message ends with Connect's own, joined to one line. */
public final class ConnectRestException extends LocalStackException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ConnectRestException(int status, String request, String message) {
        super(request + " was answered with " + status + ": "
                + String.join(" ", message.lines().toList()));
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
