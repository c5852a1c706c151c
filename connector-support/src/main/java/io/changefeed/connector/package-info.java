/* SPDX-License-Identifier: Apache-2.0 */
/** Code that all connectors share: property validation, time-limited remote checks, threads, backoff and version. */
@NullMarked
package io.changefeed.connector;

import org.jspecify.annotations.NullMarked;
