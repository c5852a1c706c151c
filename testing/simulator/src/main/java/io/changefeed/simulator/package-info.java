/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A simulator of DynamoDB Streams. It implements the protocol of the AWS SDK, and tests script its behavior; see {@link
 * io.changefeed.simulator.Simulator}.
 */
@NullMarked
package io.changefeed.simulator;

import org.jspecify.annotations.NullMarked;
