/* SPDX-License-Identifier: Apache-2.0 */
/** Converts change events to rows: attributes as fields, and metadata of the event. */
@NullMarked
package io.changefeed.transforms.row;

import org.jspecify.annotations.NullMarked;
