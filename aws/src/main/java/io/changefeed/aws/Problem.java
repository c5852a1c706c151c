/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

/**
 * Why a configuration would not work.
 *
 * @param property that is to be changed, or whose value names what is to be changed
 * @param reason with what to do
 * @param general whether it concerns every call, so that asking on makes no sense
 */
public record Problem(String property, String reason, boolean general) {
    /** Whether the service is asked at all: a property that every connector has. */
    public static final String VALIDATE_REMOTE = "validate.remote";

    /** One of some tables. */
    public static Problem ofTables(String property, String reason) {
        return new Problem(property, reason, false);
    }

    /** One of every call. */
    public static Problem ofAll(String property, String reason) {
        return new Problem(
                property, reason + " With '" + VALIDATE_REMOTE + "=false' the validation does not ask DynamoDB.", true);
    }
}
