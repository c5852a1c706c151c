/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** A failure of the local stack. The message is written for users and includes the remedy. */
public class LocalStackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
