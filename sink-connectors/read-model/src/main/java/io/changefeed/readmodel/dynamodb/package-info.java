/* SPDX-License-Identifier: Apache-2.0 */
/** Rows in a DynamoDB table. */
@NullMarked
package io.changefeed.readmodel.dynamodb;

import org.jspecify.annotations.NullMarked;
