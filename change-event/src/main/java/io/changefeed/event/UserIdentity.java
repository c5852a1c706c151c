/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** Who made a change. DynamoDB sets it for its own services only, for example for time to live. */
public record UserIdentity(String type, String principalId) {
    /** The identity in removes of expired items ("Time to live and DynamoDB Streams", Developer Guide). */
    public static final UserIdentity TIME_TO_LIVE = new UserIdentity("Service", "dynamodb.amazonaws.com");
}
