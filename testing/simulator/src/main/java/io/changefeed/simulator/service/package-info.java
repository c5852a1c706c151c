/* SPDX-License-Identifier: Apache-2.0 */
/** The operations of DynamoDB and DynamoDB Streams, from request JSON to response JSON, and who called what. */
@NullMarked
package io.changefeed.simulator.service;

import org.jspecify.annotations.NullMarked;
