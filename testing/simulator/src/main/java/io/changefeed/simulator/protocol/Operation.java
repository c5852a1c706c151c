/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.protocol;

import java.util.Arrays;
import java.util.Optional;

/** The supported operations. */
public enum Operation {
    LIST_STREAMS("DynamoDBStreams_20120810.ListStreams"),
    DESCRIBE_STREAM("DynamoDBStreams_20120810.DescribeStream"),
    GET_SHARD_ITERATOR("DynamoDBStreams_20120810.GetShardIterator"),
    GET_RECORDS("DynamoDBStreams_20120810.GetRecords"),
    LIST_TABLES("DynamoDB_20120810.ListTables"),
    DESCRIBE_TABLE("DynamoDB_20120810.DescribeTable"),
    SCAN("DynamoDB_20120810.Scan"),
    BATCH_GET_ITEM("DynamoDB_20120810.BatchGetItem");

    private final String target;

    Operation(String target) {
        this.target = target;
    }

    /** The operation of this {@code X-Amz-Target}; empty if it is not supported. */
    public static Optional<Operation> ofTarget(String target) {
        return Arrays.stream(values()).filter(op -> op.target.equals(target)).findFirst();
    }
}
