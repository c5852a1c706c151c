/* SPDX-License-Identifier: Apache-2.0 */
/** Implements the operations of DynamoDB and DynamoDB Streams, from request JSON to response JSON, and counts calls. */
@NullMarked
package io.changefeed.simulator.service;

import org.jspecify.annotations.NullMarked;
