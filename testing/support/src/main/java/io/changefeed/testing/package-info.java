/* SPDX-License-Identifier: Apache-2.0 */
/** Code that the tests of all modules share. */
@NullMarked
package io.changefeed.testing;

import org.jspecify.annotations.NullMarked;
