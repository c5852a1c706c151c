/* SPDX-License-Identifier: Apache-2.0 */
/** Integration tests with DynamoDB Local, a Connect worker and a broker as processes. */
@NullMarked
package io.changefeed.source.it;

import org.jspecify.annotations.NullMarked;
