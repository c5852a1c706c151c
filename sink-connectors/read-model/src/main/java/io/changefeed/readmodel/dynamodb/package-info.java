/* SPDX-License-Identifier: Apache-2.0 */
/** The DynamoDB row store: rows as items of a DynamoDB table. */
@NullMarked
package io.changefeed.readmodel.dynamodb;

import org.jspecify.annotations.NullMarked;
