/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.local;

import org.jspecify.annotations.NullMarked;
