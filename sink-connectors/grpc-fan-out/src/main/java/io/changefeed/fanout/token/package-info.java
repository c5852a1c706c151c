/* SPDX-License-Identifier: Apache-2.0 */
/** Resume tokens: positions in the topics, encoded as text that every replica can decode, even after a restart. */
@NullMarked
package io.changefeed.fanout.token;

import org.jspecify.annotations.NullMarked;
