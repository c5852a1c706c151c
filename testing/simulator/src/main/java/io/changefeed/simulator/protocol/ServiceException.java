/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.protocol;

/** An error that the service returns for a call. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorType type;

    public ServiceException(ErrorType type, String message) {
        super(message);
        this.type = type;
    }

    public static ServiceException notFound(String what) {
        return new ServiceException(ErrorType.RESOURCE_NOT_FOUND, "Requested resource not found: " + what);
    }

    public static ServiceException invalid(String message) {
        return new ServiceException(ErrorType.VALIDATION, message);
    }

    public ErrorType type() {
        return type;
    }
}
