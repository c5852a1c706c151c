/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

/** The local stack cannot do what it was asked to. The message is for the person who asked and says what to do. */
public class LocalStackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalStackException(String message) {
        super(message);
    }

    public LocalStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
