/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

/** Runs commands, in this process or in another. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs a command and returns its result.
     *
     * @throws IllegalArgumentException if the command is invalid
     */
    <R> R run(Command<R> command);
}
