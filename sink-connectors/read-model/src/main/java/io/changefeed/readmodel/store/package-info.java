/* SPDX-License-Identifier: Apache-2.0 */
/** Where rows are kept, as a destination of the delivery pipeline. */
@NullMarked
package io.changefeed.readmodel.store;

import org.jspecify.annotations.NullMarked;
