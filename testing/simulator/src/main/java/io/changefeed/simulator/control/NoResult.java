/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

/** The result of a command without a value. */
public record NoResult() {}
