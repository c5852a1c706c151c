/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

/** How requests are authorized: the property {@code auth.type}. */
enum AuthType {
    NONE,
    BASIC,
    BEARER,
    OAUTH2
}
