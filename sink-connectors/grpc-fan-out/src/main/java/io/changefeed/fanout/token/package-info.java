/* SPDX-License-Identifier: Apache-2.0 */
/** Where in the topics a subscriber goes on: a text that any replica and any later life of the server understands. */
@NullMarked
package io.changefeed.fanout.token;

import org.jspecify.annotations.NullMarked;
