/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** The identity that made a change. DynamoDB sets it only for changes by AWS services, for example by time to live. */
public record UserIdentity(String type, String principalId) {
    /** The identity that removes expired items ("Time to live and DynamoDB Streams", Developer Guide). */
    public static final UserIdentity TIME_TO_LIVE = new UserIdentity("Service", "dynamodb.amazonaws.com");
}
