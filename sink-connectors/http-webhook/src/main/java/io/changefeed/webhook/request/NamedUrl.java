/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

import java.net.URI;

/**
 * A URL with its name in the log.
 *
 * @param name contains neither secrets nor data of items; URLs that differ only in these have the same name
 */
public record NamedUrl(URI url, String name) {
    @Override
    public String toString() {
        return name;
    }
}
