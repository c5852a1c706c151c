/* SPDX-License-Identifier: Apache-2.0 */
/** Measures the DynamoDB read-model sink with DynamoDB Local, beside a bare loop of conditional writes. */
@NullMarked
package io.changefeed.benchmarks.readmodel.dynamodb;

import org.jspecify.annotations.NullMarked;
