/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

/** Has commands run, here or in another process. */
@FunctionalInterface
public interface Commander {
    /**
     * Runs a command and returns its answer.
     *
     * @throws IllegalArgumentException when it cannot be done; the message says why
     */
    <R> R run(Command<R> command);
}
