/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.fault;

import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.table.TableName;
import java.util.Optional;

/**
 * The properties of a call that rules refer to.
 *
 * @param table the table of the call, directly or through its stream; empty if it has none
 * @param shard the id of the shard; empty if the call is not for one
 * @param page the number of the requested page of a shard listing, from 1; empty if the call lists no shards
 */
public record Call(Operation operation, Optional<TableName> table, Optional<String> shard, Optional<Integer> page) {
    /** A call of which only the operation is known. */
    public static Call of(Operation operation) {
        return new Call(operation, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
