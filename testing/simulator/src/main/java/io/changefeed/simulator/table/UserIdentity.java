/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

/** Who made a change, where it was not a user. */
public record UserIdentity(String type, String principalId) {
    /** What the removes of expired items say. */
    public static final UserIdentity TIME_TO_LIVE = new UserIdentity("Service", "dynamodb.amazonaws.com");
}
