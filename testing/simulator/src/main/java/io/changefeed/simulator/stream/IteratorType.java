/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/** Where a shard iterator starts, named as in DynamoDB. */
public enum IteratorType {
    TRIM_HORIZON,
    LATEST,
    AT_SEQUENCE_NUMBER,
    AFTER_SEQUENCE_NUMBER
}
