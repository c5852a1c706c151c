/* SPDX-License-Identifier: Apache-2.0 */
/** The selection of the rows and attributes that a snapshot reads. */
@NullMarked
package io.changefeed.source.selection;

import org.jspecify.annotations.NullMarked;
