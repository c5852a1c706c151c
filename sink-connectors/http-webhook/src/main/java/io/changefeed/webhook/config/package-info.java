/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of the HTTP webhook sink connector. */
@NullMarked
package io.changefeed.webhook.config;

import org.jspecify.annotations.NullMarked;
