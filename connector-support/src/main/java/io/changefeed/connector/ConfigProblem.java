/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

/**
 * An error in a configuration.
 *
 * @param property the property to change
 * @param reason what is wrong and what to do, in sentences
 */
public record ConfigProblem(String property, String reason) {
    /** The property of every connector that turns the validation against a remote system off. */
    public static final String VALIDATE_REMOTE = "validate.remote";

    /** Returns a problem of a connection, with a hint at how to create the connector while there is none. */
    public static ConfigProblem ofConnection(String property, String reason) {
        return new ConfigProblem(property, reason + " Set '" + VALIDATE_REMOTE + "=false' to skip this check.");
    }
}
