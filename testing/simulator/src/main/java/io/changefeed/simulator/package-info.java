/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A stand-in for DynamoDB Streams that speaks the real protocol to the real SDK and does what a script tells it: start
 * one with {@link io.changefeed.simulator.Simulator}.
 */
@NullMarked
package io.changefeed.simulator;

import org.jspecify.annotations.NullMarked;
