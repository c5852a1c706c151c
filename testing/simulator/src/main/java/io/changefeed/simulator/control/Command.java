/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.service.DynamoDb;

/**
 * A command of a script. It and its result can be serialized by Jackson, so it runs in this process or is sent to that
 * of the simulator.
 */
public interface Command<R> {
    /**
     * Runs the command.
     *
     * @throws IllegalArgumentException if it is invalid or refers to something that does not exist
     * @throws IllegalStateException if it is not possible in the current state
     */
    R run(DynamoDb db);
}
