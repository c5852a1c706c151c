/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.databases;

import org.jspecify.annotations.NullMarked;
