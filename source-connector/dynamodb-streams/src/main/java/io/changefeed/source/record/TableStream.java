/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.KeySchema;
import software.amazon.awssdk.arns.Arn;

/**
 * A table and the stream from which it is read.
 *
 * @param arn of the table
 * @param generation the first part of {@code source.order}: milliseconds since the epoch
 */
public record TableStream(String arn, String name, String streamArn, KeySchema key, long generation) {

    public TableStream withGeneration(long newGeneration) {
        return new TableStream(arn, name, streamArn, key, newGeneration);
    }

    /** The region in the table's ARN. */
    public String region() {
        return Arn.fromString(arn).region().orElse("");
    }

    /** The account in the table's ARN. */
    public String account() {
        return Arn.fromString(arn).accountId().orElse("");
    }

    /** Whether the table is in DynamoDB Local or LocalStack: no account of AWS has this number. */
    boolean isLocal() {
        return account().equals("000000000000");
    }
}
