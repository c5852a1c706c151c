/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

/** The principal of a change that a service made. */
public record UserIdentity(String type, String principalId) {
    /** The identity of TTL deletions. */
    public static final UserIdentity TIME_TO_LIVE = new UserIdentity("Service", "dynamodb.amazonaws.com");
}
