/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Creates items of the test tables in DynamoDB JSON. */
final class Items {
    private Items() {}

    static ObjectNode item(String id, int revision) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.putObject("id").put("S", id);
        item.putObject("revision").put("N", Integer.toString(revision));
        return item;
    }

    /** Creates an item of about this size. */
    static ObjectNode sized(String id, int bytes) {
        ObjectNode item = item(id, 1);
        item.putObject("text").put("S", "x".repeat(bytes));
        return item;
    }
}
