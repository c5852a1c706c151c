/* SPDX-License-Identifier: Apache-2.0 */
/** The connector in a real worker. */
@NullMarked
package io.changefeed.fanout.it;

import org.jspecify.annotations.NullMarked;
