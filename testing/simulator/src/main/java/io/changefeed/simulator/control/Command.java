/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.service.DynamoDb;

/**
 * Something that a script does, and what it answers. A command is a record that Jackson can read and write, and so is
 * its answer: it runs in the simulator's process or is sent there.
 */
public interface Command<R> {
    /**
     * Does it.
     *
     * @throws IllegalArgumentException when it names something that is not there, or cannot be done
     * @throws IllegalStateException when it cannot be done now
     */
    R run(DynamoDb db);
}
