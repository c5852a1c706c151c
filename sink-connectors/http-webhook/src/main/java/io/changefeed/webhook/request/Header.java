/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.request;

/** A header of a request. Its value can be a secret: it is in no text. */
public record Header(String name, String value) {
    @Override
    public String toString() {
        return name + ": …";
    }
}
