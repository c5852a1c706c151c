/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.protocol;

/** The service's answer to a call that it does not serve. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorType type;

    public Refusal(ErrorType type, String message) {
        super(message);
        this.type = type;
    }

    public static Refusal notFound(String what) {
        return new Refusal(ErrorType.RESOURCE_NOT_FOUND, "Requested resource not found: " + what);
    }

    public static Refusal invalid(String message) {
        return new Refusal(ErrorType.VALIDATION, message);
    }

    public ErrorType type() {
        return type;
    }
}
