/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.service.DynamoDb;

/**
 * A command of a script. It is a record that Jackson can read and write, and so is its result: it runs in the
 * simulator's process or is sent there.
 */
public interface Command<R> {
    /**
     * Runs the command.
     *
     * @throws IllegalArgumentException when it names something that does not exist, or is invalid
     * @throws IllegalStateException when it is not possible in the present state
     */
    R run(DynamoDb db);
}
