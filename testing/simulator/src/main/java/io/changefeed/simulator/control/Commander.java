/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

/** Runs commands, in this process or in another. */
@FunctionalInterface
public interface Commander {
    /**
     * Runs a command and returns its result.
     *
     * @throws IllegalArgumentException when the command is invalid; the message gives the reason
     */
    <R> R run(Command<R> command);
}
