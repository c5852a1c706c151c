/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.local.program;

import org.jspecify.annotations.NullMarked;
