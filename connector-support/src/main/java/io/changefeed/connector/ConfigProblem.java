/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

/**
 * An error in a configuration.
 *
 * @param property the property to change
 * @param reason what is wrong and what to do, in full sentences
 */
public record ConfigProblem(String property, String reason) {
    /** The property with which every connector disables validation against remote systems. */
    public static final String VALIDATE_REMOTE = "validate.remote";

    /** Returns a connection problem. The reason also explains how to create the connector without a connection. */
    public static ConfigProblem ofConnection(String property, String reason) {
        return new ConfigProblem(property, reason + " Set '" + VALIDATE_REMOTE + "=false' to skip this check.");
    }
}
