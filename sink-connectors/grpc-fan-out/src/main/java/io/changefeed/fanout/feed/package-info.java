/* SPDX-License-Identifier: Apache-2.0 */
/** The started task: records of topics become held events, and what is held is what is not committed. */
@NullMarked
package io.changefeed.fanout.feed;

import org.jspecify.annotations.NullMarked;
