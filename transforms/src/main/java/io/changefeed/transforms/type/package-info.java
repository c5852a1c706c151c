/* SPDX-License-Identifier: Apache-2.0 */
/** The types of declared fields: parsed from text, converted to Connect schemas and applied to values. */
@NullMarked
package io.changefeed.transforms.type;

import org.jspecify.annotations.NullMarked;
