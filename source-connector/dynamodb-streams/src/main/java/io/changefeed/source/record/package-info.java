/* SPDX-License-Identifier: Apache-2.0 */
/** Conversion of DynamoDB's stream records to change events, and of change events to keys and values of records. */
@NullMarked
package io.changefeed.source.record;

import org.jspecify.annotations.NullMarked;
