/* SPDX-License-Identifier: Apache-2.0 */
/** Where an event goes, with which headers, and under which id. Pure. */
@NullMarked
package io.changefeed.webhook.request;

import org.jspecify.annotations.NullMarked;
