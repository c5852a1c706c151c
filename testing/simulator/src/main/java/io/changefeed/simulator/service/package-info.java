/* SPDX-License-Identifier: Apache-2.0 */
/** The operations of DynamoDB and DynamoDB Streams, from request JSON to response JSON, and counters of the calls. */
@NullMarked
package io.changefeed.simulator.service;

import org.jspecify.annotations.NullMarked;
