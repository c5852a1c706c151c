/* SPDX-License-Identifier: Apache-2.0 */
/** The destination of the delivery pipeline that writes row changes to a row store. */
@NullMarked
package io.changefeed.readmodel.store;

import org.jspecify.annotations.NullMarked;
