/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.ring;

import io.changefeed.event.Source;

/** A table that events are of. */
public record Table(String name, String region, String account) {
    static Table of(Source source) {
        return new Table(source.table(), source.region(), source.account());
    }
}
