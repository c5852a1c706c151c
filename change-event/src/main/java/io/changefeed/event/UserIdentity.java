/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** Who made a change, where DynamoDB says so; it does for its own services, time to live for one. */
public record UserIdentity(String type, String principalId) {
    /** What DynamoDB writes on the removes of expired items ("Time to live and DynamoDB Streams", Developer Guide). */
    public static final UserIdentity TIME_TO_LIVE = new UserIdentity("Service", "dynamodb.amazonaws.com");
}
