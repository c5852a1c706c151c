/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

/** The answer of a command that has nothing to tell. */
public record Done() {}
