/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of what is built. */
@NullMarked
package io.changefeed.transforms.it;

import org.jspecify.annotations.NullMarked;
