/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

/** The type of authorization (property {@code auth.type}). */
enum AuthType {
    NONE,
    BASIC,
    BEARER,
    OAUTH2
}
