/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import org.jspecify.annotations.Nullable;

/** A database server could not be started or stopped. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
