/* SPDX-License-Identifier: Apache-2.0 */
/** Which of the items that wrote a row it shows. Pure. */
@NullMarked
package io.changefeed.readmodel.claim;

import org.jspecify.annotations.NullMarked;
