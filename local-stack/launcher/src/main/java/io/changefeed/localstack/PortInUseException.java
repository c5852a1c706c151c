/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** Another process listens on the configured port. */
public final class PortInUseException extends LocalStackException {
    private static final long serialVersionUID = 1L;

    PortInUseException(int port, String listener) {
        super("port " + port + ", meant for " + listener + ", is in use");
    }
}
