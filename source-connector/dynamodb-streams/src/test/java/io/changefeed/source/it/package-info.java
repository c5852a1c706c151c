/* SPDX-License-Identifier: Apache-2.0 */
/** The whole way: DynamoDB Local, a Connect worker and a broker, each a process of its own. */
@NullMarked
package io.changefeed.source.it;

import org.jspecify.annotations.NullMarked;
