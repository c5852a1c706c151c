/* SPDX-License-Identifier: Apache-2.0 */
/** What the configurations of all connectors share. */
@NullMarked
package io.changefeed.connector;

import org.jspecify.annotations.NullMarked;
