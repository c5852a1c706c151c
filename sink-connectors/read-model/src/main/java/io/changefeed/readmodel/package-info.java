/* SPDX-License-Identifier: Apache-2.0 */
/** The read-model sink connectors: change event -> projection -> row change -> row store. */
@NullMarked
package io.changefeed.readmodel;

import org.jspecify.annotations.NullMarked;
