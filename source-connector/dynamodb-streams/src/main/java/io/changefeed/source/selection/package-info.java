/* SPDX-License-Identifier: Apache-2.0 */
/** Which rows of a table a snapshot reads, and which attributes of them. */
@NullMarked
package io.changefeed.source.selection;

import org.jspecify.annotations.NullMarked;
