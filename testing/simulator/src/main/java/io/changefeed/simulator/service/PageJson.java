/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.stream.Page;

/** The JSON of a page of records. */
final class PageJson {
    private PageJson() {}

    static byte[] of(Page page) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        page.next().ifPresent(next -> rest.put("NextShardIterator", next.token()));
        return ListJson.of(
                "Records",
                page.records().stream().map(record -> record.json().get()).toList(),
                rest);
    }
}
