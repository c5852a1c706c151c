/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.Source;

/** Identifies a DynamoDB table. */
public record TableId(String name, String region, String account) {
    static TableId of(Source source) {
        return new TableId(source.table(), source.region(), source.account());
    }
}
