/* SPDX-License-Identifier: Apache-2.0 */
/** What the fields of a row are declared as: read from text, told as Connect schemas, and filled from values. Pure. */
@NullMarked
package io.changefeed.transforms.type;

import org.jspecify.annotations.NullMarked;
