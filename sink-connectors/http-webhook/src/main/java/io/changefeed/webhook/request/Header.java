/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

/** A request header. {@code toString} omits the value, which can be a secret. */
public record Header(String name, String value) {
    @Override
    public String toString() {
        return name + ": …";
    }
}
