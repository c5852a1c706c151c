/* SPDX-License-Identifier: Apache-2.0 */
/** Shared by all connectors: property checks, bounded remote checks, threads, back-off, version. */
@NullMarked
package io.changefeed.connector;

import org.jspecify.annotations.NullMarked;
